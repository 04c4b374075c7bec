'use client'

import { useQuery } from '@tanstack/react-query'
import { formatCount } from '@/components/format/numbers'
import { PIN_ACT, unpinCommand } from '@/components/purges/pin-words'
import { ProbeButton } from '@/components/purges/probe-button'
import { ReceiptPanel } from '@/components/purges/receipt-panel'
import { hrefs } from '@/components/shell/hrefs'
import { Ago } from '@/components/shell/now'
import { Button } from '@/components/ui/button'
import { CommandLine } from '@/components/ui/command-line'
import { Empty } from '@/components/ui/empty'
import { type Fact, Facts } from '@/components/ui/facts'
import { Link } from '@/components/ui/link'
import { Loaded } from '@/components/ui/loaded'
import { Sheet } from '@/components/ui/sheet'
import { SkeletonRows } from '@/components/ui/skeleton'
import { endpoints } from '@/lib/contract/endpoints'
import type { PinRecord } from '@/lib/contract/journal'
import type { Receipt } from '@/lib/contract/receipts'
import { commandLine } from '@/lib/contract/shell-words'
import { call } from '@/lib/queries/call'
import { purgeQueries } from '@/lib/queries/purges'

type PinDetailSheetProps = {
  project: string
  /** Number of the pin or unpin, as the address says it; `undefined` while the sheet is closed. */
  seq: number | undefined
  onClose: () => void
}

/** One pin, roll back of a path or unpin: what it was, who obeyed it, and whether it still holds. */
export function PinDetailSheet({ project, seq, onClose }: PinDetailSheetProps) {
  return (
    <Sheet
      isOpen={seq !== undefined}
      onClose={onClose}
      title={seq === undefined ? 'Pin' : `Journal number ${formatCount(seq)}`}
      description="Which page it was, and who obeyed it."
    >
      {seq !== undefined && <PinDetail project={project} seq={seq} />}
    </Sheet>
  )
}

function PinDetail({ project, seq }: { project: string; seq: number }) {
  const query = useQuery(purgeQueries.journalRow({ project, seq }))
  return (
    <div className="px-5 pt-4 pb-5">
      <Loaded
        query={query}
        loading={<SkeletonRows count={6} label="Loading the pin" />}
        failure="The pin could not be loaded."
      >
        {({ row, receipt }) =>
          row.kind === 'pin' ? (
            <PinFacts pin={row.pin} receipt={receipt} />
          ) : (
            <Empty title="A purge">Number {formatCount(seq)} is a purge, not a pin.</Empty>
          )
        }
      </Loaded>
    </div>
  )
}

/** What a pin was, in words, with its receipt. */
export function PinFacts({ pin, receipt }: { pin: PinRecord; receipt: Receipt }) {
  const { seq, project, act, domain, deployment, path, query, actor, reason, createdAt, isStanding } = pin
  const facts: readonly Fact[] = [
    ['Did', PIN_ACT[act]],
    ['Page', <Mono key="page">{query === '' ? path : `${path}?${query}`}</Mono>],
    ['Domain', domain],
    ['Deployment', <Mono key="deployment">{deployment}</Mono>],
    [act === 'unpin' ? 'Was pinned to' : 'Pinned to', <Generation key="generation" pin={pin} />],
    ['Actor', actor],
    ['When', <Ago key="when" at={createdAt} />],
    ['Reason', reason ?? '–'],
    ...(act === 'unpin' ? [] : ([['Now', isStanding ? 'it holds' : 'pinned again or unpinned since']] as const)),
  ]
  return (
    <div className="flex flex-col gap-4">
      <Facts facts={facts} />
      <ReceiptPanel receipt={receipt} />
      {(isStanding || act === 'unpin') && <PinProbe project={project} seq={seq} />}
      <CommandLine command={commandLine('npx', 'freshet', 'journal', 'show', String(seq), '--project', project)} />
      {isStanding && <CommandLine command={unpinCommand(pin)} />}
      <div>
        <Button asChild>
          <Link href={hrefs.path(project, { domain, path, deployment })}>Open the page’s versions</Link>
        </Button>
      </div>
    </div>
  )
}

function PinProbe({ project, seq }: { project: string; seq: number }) {
  return (
    <ProbeButton
      ask={() => call(endpoints.probeJournalRow, { project, seq })}
      note="Asks each edge what it would serve of this page."
      proved="each serves what it should"
    />
  )
}

function Generation({ pin: { generation, madeAt } }: { pin: PinRecord }) {
  if (generation === null) return <span className="text-muted">not noted then</span>
  return (
    <>
      {madeAt !== null && (
        <>
          made <Ago at={madeAt} />{' '}
        </>
      )}
      <code className="break-all font-mono text-faint text-sm">{generation}</code>
    </>
  )
}

function Mono({ children }: { children: string }) {
  return <code className="break-all font-mono text-sm">{children}</code>
}
