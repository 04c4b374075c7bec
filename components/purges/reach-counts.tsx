import { formatCount, formatRatio } from '@/components/format/numbers'
import { Skeleton } from '@/components/ui/skeleton'
import type { PurgeReach } from '@/lib/contract/purges'

type ReachCountsProps = {
  reach: PurgeReach | undefined
  whole: PurgeReach | undefined
  failure?: string | undefined
}

/** What a purge would cover now. */
export function ReachCounts({ reach, whole, failure }: ReachCountsProps) {
  if (failure) {
    return (
      <p role="alert" className="rounded-lg bg-danger-soft px-3 py-2.5">
        What this would reach could not be counted, so it cannot be purged from here. {failure}
      </p>
    )
  }
  const share = reach && whole && (whole.entryCount === 0 ? 0 : reach.entryCount / whole.entryCount)
  return (
    <dl
      aria-live="polite"
      className="grid grid-cols-3 gap-px overflow-hidden rounded-lg border border-line bg-line [&>div]:bg-surface [&>div]:px-3 [&>div]:py-2.5"
    >
      <Count name="Entries" value={reach && formatCount(reach.entryCount)} />
      <Count name="Paths" value={reach && formatCount(reach.pathCount)} />
      <Count name="Of the project" value={share === undefined ? undefined : formatRatio(share)} />
    </dl>
  )
}

function Count({ name, value }: { name: string; value: string | undefined }) {
  return (
    <div>
      <dt className="text-muted">{name}</dt>
      <dd className="flex h-6 items-center font-semibold text-[17px]/6 tracking-tight">
        {value ?? <Skeleton className="w-12" />}
      </dd>
    </div>
  )
}
