import { cn } from '@/components/ui/cn'

/** Holds the place of something that is loading. Decorative: the region around it says so to screen readers. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden="true" className={cn('block h-3 animate-skeleton rounded-sm bg-sunken', className)} />
}

type SkeletonRowsProps = { count: number; label: string }

/** As many table-high rows as are expected, so that nothing jumps when they arrive. */
export function SkeletonRows({ count, label }: SkeletonRowsProps) {
  return (
    <div role="status" aria-label={label}>
      {Array.from({ length: count }, (_, index) => index).map((index) => (
        <div key={index} className="flex h-9 items-center gap-6 border-line border-b px-3.5 last:border-b-0">
          <Skeleton className="w-1/3" />
          <Skeleton className="w-1/6" />
          <Skeleton className="ml-auto w-1/12" />
        </div>
      ))}
    </div>
  )
}
