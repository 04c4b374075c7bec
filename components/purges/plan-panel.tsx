import { formatCount, formatOf } from '@/components/format/numbers'
import { Refusal } from '@/components/ui/refusal'
import { Skeleton } from '@/components/ui/skeleton'
import { Tag } from '@/components/ui/tag'
import { formatMoney } from '@/lib/contract/money'
import type { PurgePlan } from '@/lib/contract/purge-plan'
import { formatShare } from '@/lib/contract/shares'

type PlanPanelProps = { plan: PurgePlan | undefined; failure?: string | undefined }

/** What a purge would do if it were made now. */
export function PlanPanel({ plan, failure }: PlanPanelProps) {
  if (failure) {
    return <Refusal>What this would reach could not be counted, so it cannot be purged from here. {failure}</Refusal>
  }
  return (
    <section aria-label="Plan" className="flex flex-col gap-2">
      <dl
        aria-live="polite"
        className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line [&>div]:bg-surface [&>div]:px-3 [&>div]:py-2.5"
      >
        <Figure name="Entries" value={plan && formatCount(plan.entryCount)} note={plan && placesOf(plan)} />
        <Figure
          name="Share of traffic, 1 h"
          value={plan && formatShare(plan.traffic.share)}
          note={plan && requestsOf(plan)}
        />
        <Figure name="Renders, estimate" value={plan && rendersOf(plan)} note={plan && timeOf(plan)} />
        <Figure
          name="Write units, estimate"
          value={plan && `≤ ${formatCount(plan.cost.writeUnits)}`}
          note={plan && moneyOf(plan)}
        />
      </dl>
      {plan && <PlanNotes plan={plan} />}
    </section>
  )
}

function Figure({ name, value, note }: { name: string; value: string | undefined; note: string | undefined }) {
  return (
    <div>
      <dt className="text-muted">{name}</dt>
      <dd className="min-h-11">
        <span className="flex h-6 items-center font-semibold text-[17px]/6 tabular-nums tracking-tight">
          {value ?? <Skeleton className="w-12" />}
        </span>
        <span className="text-muted text-sm tabular-nums">{note}</span>
      </dd>
    </div>
  )
}

function PlanNotes({ plan: { unmatched, hottest, sampleCount, cost } }: { plan: PurgePlan }) {
  return (
    <>
      {unmatched.map(({ kind, name, nearest }) => (
        <p key={`${kind} ${name}`} role="status" className="rounded-lg bg-sunken px-3 py-2">
          The {kind} <span className="font-mono text-sm">{name}</span> covers nothing here.
          {nearest.length > 0 && (
            <span className="mt-1 flex flex-wrap items-center gap-1 text-muted">
              Nearest:{' '}
              {nearest.map((other) => (
                <Tag key={other} className="max-w-64">
                  {other}
                </Tag>
              ))}
            </span>
          )}
        </p>
      ))}
      {hottest.length > 0 && (
        <div className="rounded-lg border border-line px-3 py-2">
          <p className="text-muted">Hottest</p>
          <ul>
            {hottest.map(({ domain, path, requests }) => (
              <li key={domain + path} className="flex items-baseline gap-2">
                <span className="min-w-0 flex-1 truncate font-mono text-sm" title={domain + path}>
                  {path}
                </span>
                <span className="shrink-0 text-muted text-sm tabular-nums">
                  {formatOf(requests, 'request', 'requests')}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
      <p className="text-faint text-sm">
        {sampleCount !== null &&
          `All but the number of entries is scaled up from ${formatCount(sampleCount)} of them. `}
        Money by the price sheet “{cost.sheet}”{cost.sheetDate === null ? '' : ` of ${cost.sheetDate}`}, without what it
        includes{cost.hasLowConfidence ? '; one of its prices is uncertain' : ''}.
      </p>
    </>
  )
}

function placesOf({ pathCount, variants, storedBytes }: PurgePlan): string {
  const kinds = variants.length > 1 ? `, ${variants.map(({ variant }) => variant).join(', ')}` : ''
  return `in ${formatOf(pathCount, 'path', 'paths')}${kinds}, ${bytesOf(storedBytes)}`
}

function bytesOf(count: number): string {
  if (count < 1_024) return `${count} B`
  return count < 1_048_576 ? `${(count / 1_024).toFixed(1)} KB` : `${(count / 1_048_576).toFixed(1)} MB`
}

function requestsOf({ traffic }: PurgePlan): string {
  return formatOf(traffic.requests, 'request', 'requests')
}

function rendersOf({ renders }: PurgePlan): string {
  return `≤ ${formatCount(renders.most)}`
}

function timeOf({ renders }: PurgePlan): string {
  const soon = `${formatCount(renders.soon)} soon`
  if (renders.totalMs === null) return soon
  const time =
    renders.totalMs < 1_000 ? `${Math.round(renders.totalMs)} ms` : `${(renders.totalMs / 1_000).toFixed(1)} s`
  return `${soon}, ≈ ${time} in all`
}

function moneyOf({ cost: { amount, currency } }: PurgePlan): string {
  return formatMoney(amount, currency)
}
