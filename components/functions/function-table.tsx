import { formatMilliseconds } from '@/components/format/durations'
import { formatCount } from '@/components/format/numbers'
import { causeWords } from '@/components/status/reasons'
import { SortHead } from '@/components/ui/sort-head'
import { Table, TableBody, Td, Th, Tr } from '@/components/ui/table'
import type { FunctionRow, ListFunctionsInput } from '@/lib/contract/functions'

type Sort = ListFunctionsInput['sort']
type FunctionTableProps = {
  rows: readonly FunctionRow[]
  sort: Sort
  order: ListFunctionsInput['order']
  onSort: (column: Sort) => void
}

const ESTIMATE =
  'Estimated: calls are counted in steps of 5, 10, 20, 50 … ms, and it is within the step that it falls in'

/** What rendering costs, route by route. */
export function FunctionTable({ rows, sort, order, onSort }: FunctionTableProps) {
  const head = (column: Sort, label: string, title?: string) => (
    <SortHead
      isNumber={column !== 'route'}
      order={sort === column ? order : undefined}
      onSort={() => onSort(column)}
      {...(title === undefined ? {} : { title })}
    >
      {label}
    </SortHead>
  )
  return (
    <Table caption="Functions" isLong>
      <thead>
        <tr>
          {head('route', 'Route')}
          {head('invocations', 'Calls')}
          <Th>By cause</Th>
          {head('errors', 'Errors')}
          {head('coldStarts', 'Cold starts', 'Processes that were started')}
          <Th isNumber title={ESTIMATE}>
            ≈ p50
          </Th>
          {head('p95', '≈ p95', ESTIMATE)}
          <Th isNumber title={ESTIMATE}>
            ≈ p99
          </Th>
          <Th isNumber title="Exact">
            Average
          </Th>
          {head('memory', 'Memory', 'What its process may use, shared out among calls that ran at once')}
          <Th isNumber>GB s</Th>
        </tr>
      </thead>
      <TableBody>
        {rows.map((row) => (
          <Tr key={row.route}>
            <Td className="max-w-80">
              <span className="block truncate font-mono text-sm" title={row.route}>
                {row.route}
              </span>
            </Td>
            <Td isNumber>{formatCount(row.invocations)}</Td>
            <Td className="min-w-64 whitespace-normal py-1 text-muted text-sm">
              {row.causes
                .map(({ cause, invocations }) => `${causeWords(cause)} ${formatCount(invocations)}`)
                .join(' · ')}
            </Td>
            <Td isNumber className={row.errors > 0 ? 'text-danger' : undefined}>
              {formatCount(row.errors)}
            </Td>
            <Td isNumber>{formatCount(row.coldStarts)}</Td>
            {[row.p50, row.p95, row.p99].map((each, at) => (
              <Td key={['p50', 'p95', 'p99'][at]} isNumber>
                {each === null ? <NoFigure /> : `${each.isMore ? '> ' : ''}${formatMilliseconds(each.ms)}`}
              </Td>
            ))}
            <Td isNumber>{row.averageMs === null ? <NoFigure /> : formatMilliseconds(row.averageMs)}</Td>
            <Td isNumber>{row.averageMemoryMb === null ? <NoFigure /> : `${formatCount(row.averageMemoryMb)} MB`}</Td>
            <Td isNumber>{Number(row.gigabyteSeconds.toPrecision(3))}</Td>
          </Tr>
        ))}
      </TableBody>
    </Table>
  )
}

function NoFigure() {
  return <span className="text-faint">–</span>
}
