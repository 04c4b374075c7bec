import { formatCount } from '@/components/format/numbers'
import { causeWords } from '@/components/status/reasons'
import { cn } from '@/components/ui/cn'
import { SortHead } from '@/components/ui/sort-head'
import { Table, TableBody, Td, Tr } from '@/components/ui/table'
import { narrowTo } from '@/components/usage/usage-filter'
import { formatFigure, formatPerWrite, GROUPING_WORDS } from '@/components/usage/usage-words'
import { formatMoney } from '@/lib/contract/money'
import type { UsageGroup, UsageGrouping, UsageInput, UsageSort } from '@/lib/contract/usage'

type GroupTableProps = {
  by: UsageGrouping
  groups: readonly UsageGroup[]
  sort: UsageSort
  order: UsageInput['order']
  onSort: (column: UsageSort) => void
  /** What a click on a name does: the page then shows it alone. */
  onNarrow: (group: UsageGroup) => void
}

const COLUMNS = [
  { key: 'requests', label: 'Requests' },
  { key: 'readUnits', label: 'Reads' },
  { key: 'writeUnits', label: 'Writes' },
  { key: 'writeUtilisation', label: 'Per write', title: 'Requests served from what was stored, per write unit' },
  { key: 'invocations', label: 'Invocations' },
  { key: 'cpuUs', label: 'CPU' },
  { key: 'visitorBytes', label: 'Transfer' },
  { key: 'amount', label: 'List price', title: 'With nothing included, by the sheet of the last month shown' },
] as const

/** Usage told apart, row by row. */
export function GroupTable({ by, groups, sort, order, onSort, onNarrow }: GroupTableProps) {
  const head = GROUPING_WORDS[by].head
  const isOneDomain = new Set(groups.map(({ domain }) => domain)).size < 2
  return (
    <Table caption={`Usage by ${GROUPING_WORDS[by].one}`} isLong>
      <thead>
        <tr>
          <SortHead order={sort === 'name' ? order : undefined} onSort={() => onSort('name')}>
            {head}
          </SortHead>
          {COLUMNS.map(({ key, label, ...rest }) => (
            <SortHead key={key} isNumber order={sort === key ? order : undefined} onSort={() => onSort(key)} {...rest}>
              {label}
            </SortHead>
          ))}
        </tr>
      </thead>
      <TableBody>
        {groups.map((group) => (
          <Tr key={`${group.project} ${group.domain} ${group.name}`}>
            <Td className="max-w-96">
              <span
                className={cn(
                  'block truncate',
                  by !== 'cause' && 'font-mono text-sm',
                  group.domain && !isOneDomain && 'pt-1',
                )}
                title={`${group.domain ?? ''}${group.name}`}
              >
                {narrowTo(by, group) !== undefined ? (
                  <button type="button" onClick={() => onNarrow(group)} className="rounded-sm hover:underline">
                    {wordsOf(by, group)}
                  </button>
                ) : (
                  wordsOf(by, group)
                )}
              </span>
              {group.domain && !isOneDomain && (
                <span className="block truncate pb-1 text-faint text-xs">{group.domain}</span>
              )}
            </Td>
            <Td isNumber>{formatCount(group.requests)}</Td>
            <Td isNumber>{formatCount(group.readUnits)}</Td>
            <Td isNumber>{formatCount(group.writeUnits)}</Td>
            <Td isNumber>{formatPerWrite(group.writeUtilisation)}</Td>
            <Td isNumber>{formatCount(group.invocations)}</Td>
            <Td isNumber>{formatFigure('cpuUs', group.cpuUs)}</Td>
            <Td isNumber>{formatFigure('visitorBytes', group.visitorBytes)}</Td>
            <Td isNumber>{formatMoney(group.amount, group.currency)}</Td>
          </Tr>
        ))}
      </TableBody>
    </Table>
  )
}

function wordsOf(by: UsageGrouping, { name }: UsageGroup): string {
  return by === 'cause' ? causeWords(name) : name
}
