import { ChevronLeft, ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { formatCount } from '@/components/format/numbers'
import { Button } from '@/components/ui/button'
import { pageRange } from '@/components/ui/page-range'

type TablePagerProps = {
  list: { readonly page: number; readonly pageSize: number; readonly total: number }
  /** There are more than `total`. */
  isTotalLeast?: boolean
  noun: readonly [one: string, many: string]
  note?: ReactNode
  onPage: (page: number) => void
}

/** Which rows of how many are shown, and the way to the others. */
export function TablePager({ list, isTotalLeast = false, noun, note, onPage }: TablePagerProps) {
  const { page, total, pageSize } = list
  const { from, to } = pageRange(list)
  return (
    <nav aria-label="Pages of the table" className="flex items-center gap-1">
      <span className="mr-2">
        {formatCount(from)}–{formatCount(to)} of {isTotalLeast && 'more than '}
        {formatCount(total)} {noun[total === 1 ? 0 : 1]}
        {note}
      </span>
      {total > pageSize && (
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
