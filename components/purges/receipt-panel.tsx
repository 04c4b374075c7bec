import { CircleAlert, CircleCheck, CircleDashed, Clock } from 'lucide-react'
import { formatOf } from '@/components/format/numbers'
import { Refusal } from '@/components/ui/refusal'
import { Skeleton } from '@/components/ui/skeleton'
import type { EdgeReceipt, Probe, Receipt } from '@/lib/contract/receipts'

type ReceiptPanelProps = { receipt: Receipt | undefined; failure?: string | undefined }

/** Which edges obeyed a purge, and how fast. */
export function ReceiptPanel({ receipt, failure }: ReceiptPanelProps) {
  if (failure) {
    return <Refusal>The receipt could not be read. {failure}</Refusal>
  }
  if (receipt === undefined) return <Skeleton className="h-20" />
  if (receipt.edges.length === 0) {
    return (
      <p className="text-muted">No edge was running. Those that start read the journal before they take traffic.</p>
    )
  }
  return (
    <section aria-label="Receipt" className="flex flex-col gap-2">
      <p aria-live="polite" className="font-medium">
        Obeyed by {receipt.obeyedCount} of {formatOf(receipt.edges.length, 'edge', 'edges')}
        {receipt.maxMs !== null && (
          <span className="font-normal text-muted tabular-nums">
            {' '}
            · p50 {milliseconds(receipt.p50Ms)} · p99 {milliseconds(receipt.p99Ms)} · max {milliseconds(receipt.maxMs)}
          </span>
        )}
      </p>
      <ul className="flex flex-col divide-y divide-line rounded-lg border border-line">
        {receipt.edges.map((edge) => (
          <li key={edge.id} className="flex items-center gap-2 px-3 py-1.5">
            <EdgeState state={edge.state} />
            <span className="min-w-0 flex-1 truncate" title={edge.id}>
              {edge.region} <span className="font-mono text-faint text-sm">{edge.id.slice(0, 12)}</span>
            </span>
            <span className="text-muted tabular-nums">{edgeWords(edge)}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function EdgeState({ state }: { state: EdgeReceipt['state'] }) {
  const className = 'size-4 shrink-0'
  switch (state) {
    case 'obeyed':
      return <CircleCheck aria-hidden="true" className={`${className} text-accent`} />
    case 'late':
    case 'silent':
      return <Clock aria-hidden="true" className={`${className} text-danger`} />
    case 'gone':
      return <CircleDashed aria-hidden="true" className={`${className} text-faint`} />
  }
}

function edgeWords({ state, afterMs, silentMs }: EdgeReceipt): string {
  switch (state) {
    case 'obeyed':
      return afterMs === null ? 'obeyed' : `obeyed after ${milliseconds(afterMs)}`
    case 'late':
      return 'not yet'
    case 'silent':
      return silentMs === null ? 'silent' : `silent for ${Math.round(silentMs / 1_000)} s`
    case 'gone':
      return 'went away'
  }
}

function milliseconds(ms: number | null): string {
  return ms === null ? '–' : `${ms < 10 ? ms : Math.round(ms)} ms`
}

type ProbeResultProps = {
  probe: Probe
  /** What it means that all obey. */
  proved?: string | undefined
}

/** What edges say that they would do with a sample of what was purged, or pinned. */
export function ProbeResult({ probe, proved = 'none shows a page from before' }: ProbeResultProps) {
  if (probe.sampleCount === 0) return <p className="text-muted">Nothing stored is covered now: nothing to probe.</p>
  const asked = `${formatOf(probe.edges.length, 'edge', 'edges')} asked about ${formatOf(probe.sampleCount, 'entry', 'entries')}`
  if (probe.isObeyed) {
    return (
      <p role="status" className="flex items-center gap-2">
        <CircleCheck aria-hidden="true" className="size-4 shrink-0 text-accent" /> {asked}: {proved}.
      </p>
    )
  }
  return (
    <div role="status" className="flex flex-col gap-1 rounded-lg bg-danger-soft px-3 py-2.5">
      <p className="flex items-center gap-2 font-medium">
        <CircleAlert aria-hidden="true" className="size-4 shrink-0 text-danger" /> {asked}: not proved.
      </p>
      <ul>
        {[...new Set(probe.edges.flatMap(faultsOf))].map((fault) => (
          <li key={fault}>{fault}</li>
        ))}
      </ul>
    </div>
  )
}

function faultsOf({ region, state, unknownCount, disobeyed }: Probe['edges'][number]): string[] {
  if (state === 'silent') return [`${region}: does not answer on its control port.`]
  const unknown = unknownCount === 0 ? [] : [`${region}: cannot tell of ${formatOf(unknownCount, 'entry', 'entries')}.`]
  return [
    ...disobeyed.map(({ domain, path, verdict }) => `${region}: ${domain}${path} is still ${verdict}.`),
    ...unknown,
  ]
}
