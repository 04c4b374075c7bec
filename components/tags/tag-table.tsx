import { Zap } from 'lucide-react'
import { formatCount } from '@/components/format/numbers'
import { hrefs } from '@/components/shell/hrefs'
import { Ago } from '@/components/shell/now'
import { Button } from '@/components/ui/button'
import { Link } from '@/components/ui/link'
import { SortHead } from '@/components/ui/sort-head'
import { ActionCell, ActionHead, Table, TableBody, Td, Th, Tr } from '@/components/ui/table'
import { formatShare } from '@/lib/contract/shares'
import type { ListTagsInput, TagRow } from '@/lib/contract/tags'

type Sort = ListTagsInput['sort']
type TagTableProps = {
  project: string
  rows: readonly TagRow[]
  sort: Sort
  order: ListTagsInput['order']
  onSort: (column: Sort) => void
  onShow: (tag: string) => void
}

/** Tags with what each reaches, and what firing it came to. */
export function TagTable({ project, rows, sort, order, onSort, onShow }: TagTableProps) {
  const head = (column: Sort, label: string, isNumber = false) => (
    <SortHead isNumber={isNumber} order={sort === column ? order : undefined} onSort={() => onSort(column)}>
      {label}
    </SortHead>
  )
  return (
    <Table caption="Tags" isLong>
      <thead>
        <tr>
          {head('tag', 'Tag')}
          {head('entries', 'Entries', true)}
          <Th isNumber>Paths</Th>
          {head('requests', 'Requests', true)}
          <Th title="Of all requests of the window">Share of traffic</Th>
          {head('fired', 'Last fired')}
          <Th isNumber title="Pages regenerated since it was last fired, of those that carry it">
            Regenerated
          </Th>
          <Th isNumber title="Write units of those regenerations, the newest of each page">
            Writes
          </Th>
          <ActionHead />
        </tr>
      </thead>
      <TableBody>
        {rows.map((row) => (
          <Tr key={row.tag}>
            <Td className="max-w-80">
              <button
                type="button"
                title={row.tag}
                onClick={() => onShow(row.tag)}
                className="max-w-full truncate rounded-sm text-left font-mono text-sm hover:underline"
              >
                {row.tag}
              </button>
            </Td>
            <Td isNumber>{formatCount(row.entryCount)}</Td>
            <Td isNumber>
              <Link href={hrefs.pathsOfTag(project, row.tag)} className="hover:underline">
                {about(row)}
                {formatCount(row.pathCount)}
                <span className="sr-only"> paths with {row.tag}</span>
              </Link>
            </Td>
            <Td isNumber>{formatCount(row.requests)}</Td>
            <Td>
              <ShareBar share={row.share} />
            </Td>
            <Td>
              <LastFired project={project} firing={row.lastFired} />
            </Td>
            <Td isNumber>
              {row.regenerated === null ? (
                <span className="text-faint">–</span>
              ) : (
                <>
                  {about(row)}
                  {formatCount(row.regenerated.pages)}
                  <span className="text-faint"> of {formatCount(row.regenerated.ofPages)}</span>
                </>
              )}
            </Td>
            <Td isNumber>
              {row.regenerated === null ? (
                <span className="text-faint">–</span>
              ) : (
                formatCount(row.regenerated.writeUnits)
              )}
            </Td>
            <ActionCell className="py-0 pl-0">
              <Button asChild tone="quiet" size="iconSmall" title={`Purge ${row.tag}… (p)`}>
                <Link href={hrefs.purgeOfTag(project, row.tag)} aria-keyshortcuts="p">
                  <Zap aria-hidden="true" />
                  <span className="sr-only">Purge {row.tag}</span>
                </Link>
              </Button>
            </ActionCell>
          </Tr>
        ))}
      </TableBody>
    </Table>
  )
}

/** Stands before what was scaled up from a part. */
export function about({ isEstimate }: Pick<TagRow, 'isEstimate'>) {
  return isEstimate && <span title="Estimated from some of its entries: it has too many to look at all">≈ </span>
}

function ShareBar({ share }: { share: number | null }) {
  return (
    <span className="flex items-center gap-2">
      <span aria-hidden="true" className="h-1.5 w-18 overflow-hidden rounded-xs bg-sunken">
        <span className="block h-full bg-accent" style={{ width: `${(share ?? 0) * 100}%` }} />
      </span>
      <span className="text-muted">{formatShare(share)}</span>
    </span>
  )
}

function LastFired({ project, firing }: { project: string; firing: TagRow['lastFired'] }) {
  if (firing === null) return <span className="text-faint">never</span>
  return (
    <Link href={hrefs.journalRow(project, firing.seq)} className="flex gap-1.5 hover:underline">
      <Ago at={firing.at} />
      <span className="max-w-40 truncate text-muted">
        {firing.isUndone ? 'undone, ' : ''}
        {firing.mode === 'delete' ? 'deleted' : 'invalidated'} by {firing.actor}
      </span>
    </Link>
  )
}
