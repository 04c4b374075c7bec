import { TablePager } from '@/components/ui/table-pager'
import type { PathList } from '@/lib/contract/paths'

type PathPagerProps = { list: PathList; onPage: (page: number) => void }

/** Which paths of how many are shown, and the way to the others. */
export function PathPager({ list, onPage }: PathPagerProps) {
  return (
    <TablePager
      list={list}
      isTotalLeast={list.isPartial}
      noun={['path', 'paths']}
      note={list.isPartial && ': these are the busiest and the first ones; filters look at others'}
      onPage={onPage}
    />
  )
}
