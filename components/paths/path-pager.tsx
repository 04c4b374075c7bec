import { ChevronLeft, ChevronRight } from 'lucide-react'
import { formatCount } from '@/components/format/numbers'
import { pageRange } from '@/components/paths/path-filter'
import { Button } from '@/components/ui/button'
import type { PathList } from '@/lib/contract/paths'

type PathPagerProps = { list: PathList; onPage: (page: number) => void }

/** Which rows of how many are shown, and the way to the others. */
export function PathPager({ list, onPage }: PathPagerProps) {
  const { page, total } = list
  const { from, to } = pageRange(list)
  return (
    <nav aria-label="Pages of the table" className="flex items-center gap-1">
      <span className="mr-2">
        {formatCount(from)}–{formatCount(to)} of {list.isPartial && 'more than '}
        {formatCount(total)} {total === 1 ? 'path' : 'paths'}
        {list.isPartial && ': these are the busiest and the first ones; filters look at others'}
      </span>
      {total > list.pageSize && (
        <>
          <Button size="iconSmall" aria-label="Previous page" disabled={page === 1} onClick={() => onPage(page - 1)}>
            <ChevronLeft aria-hidden="true" />
          </Button>
          <Button size="iconSmall" aria-label="Next page" disabled={to >= total} onClick={() => onPage(page + 1)}>
            <ChevronRight aria-hidden="true" />
          </Button>
        </>
      )}
    </nav>
  )
}
