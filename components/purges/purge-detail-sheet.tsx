'use client'

import { useQuery } from '@tanstack/react-query'
import { formatInstant } from '@/components/format/durations'
import { formatCount, formatOf } from '@/components/format/numbers'
import { PurgeReceipt } from '@/components/purges/purge-receipt'
import { PurgeWarmUp } from '@/components/purges/purge-warm-up'
import { modeWords } from '@/components/purges/selector-text'
import { Ago } from '@/components/shell/now'
import { Button } from '@/components/ui/button'
import { CommandLine } from '@/components/ui/command-line'
import { type Fact, Facts } from '@/components/ui/facts'
import { Loaded } from '@/components/ui/loaded'
import { Sheet } from '@/components/ui/sheet'
import { SkeletonRows } from '@/components/ui/skeleton'
import { scopeWords, selectorWords } from '@/lib/contract/purge-words'
import type { Purge } from '@/lib/contract/purges'
import { commandLine } from '@/lib/contract/shell-words'
import { purgeQueries } from '@/lib/queries/purges'

type PurgeDetailSheetProps = {
  project: string
  /** Number of the purge, as the address says it; `undefined` while the sheet is closed. */
  seq: number | undefined
  onClose: () => void
  onUndo: (purge: Purge) => void
}

/** One purge: what it was, who obeyed it, and how to take it back. */
export function PurgeDetailSheet({ project, seq, onClose, onUndo }: PurgeDetailSheetProps) {
  return (
    <Sheet
      isOpen={seq !== undefined}
      onClose={onClose}
      title={seq === undefined ? 'Purge' : `Purge ${formatCount(seq)}`}
      description="What it was, and who obeyed it."
    >
      {seq !== undefined && <PurgeDetail project={project} seq={seq} onUndo={onUndo} />}
    </Sheet>
  )
}

function PurgeDetail({ project, seq, onUndo }: { project: string; seq: number; onUndo: (purge: Purge) => void }) {
  const query = useQuery(purgeQueries.detail({ project, seq }))
  return (
    <div className="flex flex-col gap-4 px-5 pt-4 pb-5">
      <Loaded
        query={query}
        loading={<SkeletonRows count={6} label="Loading the purge" />}
        failure="The purge could not be loaded."
      >
        {(purge) => (
          <>
            <PurgeFacts purge={purge} />
            <PurgeReceipt purge={purge} />
            {purge.undo === null && <PurgeWarmUp purge={purge} />}
            <CommandLine command={commandLine('npx', 'freshet', 'purges', 'show', String(seq), '--project', project)} />
            {purge.undoableUntil !== null && (
              <div className="flex flex-col items-start gap-1">
                <Button needs="purge" onClick={() => onUndo(purge)}>
                  Undo…
                </Button>
                <p className="text-muted text-sm">Until {formatInstant(purge.undoableUntil)}.</p>
              </div>
            )}
          </>
        )}
      </Loaded>
    </div>
  )
}

/** What a purge was, in words. */
function PurgeFacts({ purge }: { purge: Purge }) {
  const { scope, domains, selectors, actor, reason, createdAt, entryCount, isEntryCountLeast, undo } = purge
  const facts: readonly Fact[] = [
    ['Mode', modeWords(purge)],
    ['Scope', [scopeWords(scope), ...(domains.length > 0 ? [domains.join(', ')] : [])].join(': ')],
    ['What', selectors.map(selectorWords).join(', ')],
    ['Covered', `${isEntryCountLeast ? 'more than ' : ''}${formatOf(entryCount, 'entry', 'entries')}`],
    ['Actor', actor],
    ['When', <Ago key="when" at={createdAt} />],
    ['Reason', reason ?? '–'],
    ...(undo === null ? [] : ([['Undone', `by ${undo.actor}${undo.reason ? `: ${undo.reason}` : ''}`]] as const)),
  ]
  return <Facts facts={facts} />
}
