'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { isJournalNarrowed, journalCommands, parseJournalFilter } from '@/components/purges/journal-filter'
import { JournalFilters } from '@/components/purges/journal-filters'
import { JournalTable } from '@/components/purges/journal-table'
import { PinDetailSheet } from '@/components/purges/pin-detail-sheet'
import { PlannedPurges } from '@/components/purges/planned-purges'
import { PurgeButton } from '@/components/purges/purge-button'
import { PurgeDetailSheet } from '@/components/purges/purge-detail-sheet'
import { UndoDialog } from '@/components/purges/undo-dialog'
import { useUrlParams } from '@/components/shell/use-url-params'
import { Button } from '@/components/ui/button'
import { CopyAs } from '@/components/ui/copy-as'
import { Empty } from '@/components/ui/empty'
import { Loaded } from '@/components/ui/loaded'
import { OlderPager } from '@/components/ui/older-pager'
import { PageHead } from '@/components/ui/page-head'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'
import type { JournalRow } from '@/lib/contract/journal'
import type { Purge } from '@/lib/contract/purges'
import { commandLine } from '@/lib/contract/shell-words'
import { purgeQueries } from '@/lib/queries/purges'

/** Takes all filters away. */
const WIDEN = { actor: undefined, kind: undefined, q: undefined, before: undefined } as const

/** Who purged or pinned what, whether it landed, and how to take it back. The address is the state of the table. */
export function JournalView({ project }: { project: string }) {
  const { params, change } = useUrlParams()
  const filter = parseJournalFilter(project, params)
  const query = useQuery(purgeQueries.journal(filter))
  const scheduled = useQuery(purgeQueries.scheduled({ project }))
  const [undoing, setUndoing] = useState<Purge>()
  const show = (row: JournalRow) =>
    change(row.kind === 'purge' ? { purge: String(row.purge.seq) } : { pin: String(row.pin.seq) })
  const isEmpty = query.data?.rows.length === 0 && !isJournalNarrowed(filter)
  return (
    <>
      <PageHead
        title="Journal"
        question="who purged or pinned what, and did it land?"
        actions={
          <>
            <CopyAs commands={() => journalCommands(filter)} />
            <PurgeButton project={project} />
          </>
        }
      />
      <PlannedPurges scheduled={scheduled.data?.scheduled ?? []} />
      {!isEmpty && <JournalFilters filter={filter} actors={query.data?.actors ?? []} onChange={change} />}
      <Panel>
        <Loaded
          query={query}
          loading={<SkeletonRows count={8} label="Loading the journal" />}
          failure="The journal could not be loaded."
        >
          {({ rows }) => {
            if (isEmpty) return <NoPurges project={project} />
            if (rows.length === 0) return <NoSuchRow onWiden={() => change(WIDEN)} />
            return <JournalTable rows={rows} onUndo={setUndoing} onShow={show} />
          }}
        </Loaded>
      </Panel>
      <OlderPager
        next={query.data?.next ?? null}
        isFirst={filter.before === undefined}
        onBefore={(before) => change({ before })}
      />
      <PurgeDetailSheet
        project={project}
        seq={numberIn(params.purge)}
        onClose={() => change({ purge: undefined })}
        onUndo={setUndoing}
      />
      <PinDetailSheet project={project} seq={numberIn(params.pin)} onClose={() => change({ pin: undefined })} />
      <UndoDialog purge={undoing} onClose={() => setUndoing(undefined)} />
    </>
  )
}

/** A number of the journal in the address. */
function numberIn(text: string | undefined): number | undefined {
  const seq = Number(text)
  return Number.isSafeInteger(seq) && seq > 0 ? seq : undefined
}

/** What stands where the filters leave nothing. */
export function NoSuchRow({ onWiden }: { onWiden: () => void }) {
  return (
    <Empty title="Nothing matches" action={<Button onClick={onWiden}>Show all</Button>}>
      Take a filter away, or look among all of them.
    </Empty>
  )
}

/** What stands where no purge was made yet. */
export function NoPurges({ project }: { project: string }) {
  const words = ['npx', 'freshet', 'purge', '--project', project, '--domain', `${project}.localhost`, '--path', '/']
  return (
    <Empty title="Nothing has been purged yet" command={commandLine(...words)}>
      Purge from any row of the paths, from here, or from a terminal.
    </Empty>
  )
}
