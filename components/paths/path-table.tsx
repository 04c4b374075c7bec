import { isOfOneDomain } from '@/components/paths/one-domain'
import { pathKey } from '@/components/paths/path-key'
import { PathTableRow } from '@/components/paths/path-table-row'
import { SortHead } from '@/components/ui/sort-head'
import { ActionHead, Table, TableBody, Th, WIDE } from '@/components/ui/table'
import type { ListPathsInput, PathRow } from '@/lib/contract/paths'

type Sort = ListPathsInput['sort']
type PathTableProps = {
  project: string
  /** Which deployment each domain shows now: rows of another one say so. */
  shownBy: ReadonlyMap<string, string | null>
  rows: readonly PathRow[]
  sort: Sort
  order: ListPathsInput['order']
  onSort: (column: Sort) => void
  onNarrow: (to: { readonly tag: string } | { readonly route: string }) => void
  onPurge: (row: PathRow) => void
  /** Keys of rows that are to be purged together. */
  chosen: ReadonlySet<string>
  onChoose: (chosen: ReadonlySet<string>) => void
}

/** Paths with what is stored of them and how they do. */
export function PathTable(props: PathTableProps) {
  const { project, shownBy, rows, sort, order, onSort, onNarrow, onPurge, chosen, onChoose } = props
  const isOneDomain = isOfOneDomain(rows)
  const areAllChosen = rows.every((row) => chosen.has(pathKey(row)))
  const head = (column: Sort, label: string, isNumber = false) => (
    <SortHead isNumber={isNumber} order={sort === column ? order : undefined} onSort={() => onSort(column)}>
      {label}
    </SortHead>
  )
  return (
    <Table caption="Paths" isLong>
      <thead>
        <tr>
          <Th className="pr-0">
            <input
              type="checkbox"
              aria-label="Choose all of this page"
              checked={areAllChosen}
              onChange={() => onChoose(new Set(areAllChosen ? [] : rows.map(pathKey)))}
              className="block size-3.5 accent-accent"
            />
          </Th>
          {head('path', 'Path')}
          <Th title="What is in the ISR cache now, and so what the next visitor gets">Stored now</Th>
          <Th className={WIDE} title="What the last visitor got, when that visit came">
            Last outcome
          </Th>
          {head('hit_ratio', 'Mix, hit ratio')}
          {head('requests', 'Requests', true)}
          {head('age', 'Age / interval')}
          <Th>Tags</Th>
          {head('writes', 'Writes', true)}
          <Th isNumber title="Estimate of the window at list price, with nothing included">
            Cost
          </Th>
          <Th title="When it may not even be served stale any more">Expires</Th>
          <Th title="When it was last regenerated, and why">Last regeneration</Th>
          <Th isNumber title="Versions that are kept of the page">
            Versions
          </Th>
          {head('size', 'Size', true)}
          <Th>Route</Th>
          <ActionHead />
        </tr>
      </thead>
      <TableBody>
        {rows.map((row) => (
          <PathTableRow
            key={pathKey(row)}
            project={project}
            row={row}
            isOneDomain={isOneDomain}
            isLive={(shownBy.get(row.domain) ?? row.deployment) === row.deployment}
            isChosen={chosen.has(pathKey(row))}
            onChoose={() => onChoose(toggled(chosen, pathKey(row)))}
            onNarrow={onNarrow}
            onPurge={() => onPurge(row)}
          />
        ))}
      </TableBody>
    </Table>
  )
}

function toggled(chosen: ReadonlySet<string>, key: string): ReadonlySet<string> {
  return chosen.has(key) ? new Set([...chosen].filter((each) => each !== key)) : new Set([...chosen, key])
}
