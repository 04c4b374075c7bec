import { describeShares, sharesOf } from '@/components/status/mix'
import { cn } from '@/components/ui/cn'
import type { StatusMix } from '@/lib/contract/paths'

/** Outcomes of requests as one bar; the words are its label and its tooltip. */
export function MixBar({ mix, className }: { mix: StatusMix; className?: string }) {
  const shares = sharesOf(mix)
  const words = describeShares(shares)
  return (
    <span
      role="img"
      aria-label={words}
      title={words}
      className={cn('flex h-2 w-[92px] gap-px overflow-hidden rounded-[3px] bg-sunken', className)}
    >
      {shares.map(({ status, ground, ratio }) => (
        <span key={status} className={cn('block h-full min-w-[2px]', ground)} style={{ width: `${ratio * 100}%` }} />
      ))}
    </span>
  )
}
