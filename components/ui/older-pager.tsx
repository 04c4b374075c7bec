import { Button } from '@/components/ui/button'

type OlderPagerProps = {
  /** `before` of the next page; `null`: there is none. */
  next: number | null
  isFirst: boolean
  onBefore: (before: string | undefined) => void
}

/** The way through a list that grows at its beginning: to older rows, and back to the newest. */
export function OlderPager({ next, isFirst, onBefore }: OlderPagerProps) {
  if (isFirst && next === null) return null
  return (
    <nav aria-label="Pages" className="mt-3 flex gap-2">
      {!isFirst && <Button onClick={() => onBefore(undefined)}>Newest</Button>}
      {next !== null && <Button onClick={() => onBefore(String(next))}>Older</Button>}
    </nav>
  )
}
