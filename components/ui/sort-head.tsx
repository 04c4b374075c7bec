import { ArrowDown, ArrowUp } from 'lucide-react'
import type { ReactNode } from 'react'
import { Th } from '@/components/ui/table'

type SortHeadProps = {
  isNumber?: boolean
  title?: string
  className?: string | undefined
  /** `undefined`: the table is sorted by another column. */
  order: 'asc' | 'desc' | undefined
  onSort: () => void
  children: ReactNode
}

/** Head of a column that a table can be sorted by. */
export function SortHead({ order, onSort, children, ...rest }: SortHeadProps) {
  const Arrow = order === 'asc' ? ArrowUp : ArrowDown
  const direction = { asc: 'ascending', desc: 'descending' } as const
  return (
    <Th aria-sort={order ? direction[order] : 'none'} {...rest}>
      <button type="button" onClick={onSort} className="inline-flex items-center gap-1 rounded-sm hover:text-text">
        {children}
        {order && <Arrow aria-hidden="true" className="size-3" />}
      </button>
    </Th>
  )
}
