import { formatAge, formatInterval, formatSeconds } from '@/components/format/durations'
import { cn } from '@/components/ui/cn'

type AgeMeterProps = {
  ageSeconds: number | null
  revalidateSeconds: number | null
  /** It is served whatever its age. */
  isPinned?: boolean
}

/** How much of its interval a stored response has used up. */
export function AgeMeter({ ageSeconds, revalidateSeconds, isPinned = false }: AgeMeterProps) {
  if (ageSeconds === null) return <span className="text-faint">–</span>
  const share = revalidateSeconds === null || revalidateSeconds === 0 ? 0 : ageSeconds / revalidateSeconds
  const freshFor = isPinned ? 'pinned, so served at any age' : `fresh for ${formatInterval(revalidateSeconds)}`
  const words = `${formatSeconds(ageSeconds)} old, ${freshFor}`
  return (
    <span className="inline-flex items-center gap-2" title={words}>
      <span aria-hidden="true" className="block h-1 w-10 overflow-hidden rounded-full bg-line">
        <span
          className={cn('block h-full', share >= 1 && !isPinned ? 'bg-status-stale' : 'bg-status-hit')}
          style={{ width: `${Math.min(1, share) * 100}%` }}
        />
      </span>
      <span className="text-muted">{formatAge({ ageSeconds, revalidateSeconds })}</span>
    </span>
  )
}
