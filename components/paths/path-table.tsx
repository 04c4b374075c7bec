import { Zap } from 'lucide-react'
import { formatBytes, formatCount } from '@/components/format/numbers'
import { isOfOneDomain } from '@/components/paths/one-domain'
import { hrefs } from '@/components/shell/hrefs'
import { AgeMeter } from '@/components/status/age-meter'
import { MixBar } from '@/components/status/mix-bar'
import { StateBadge, StatusBadge } from '@/components/status/status-badge'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { Link } from '@/components/ui/link'
import { SortHead } from '@/components/ui/sort-head'
import { ActionCell, ActionHead, Below, Table, TableBody, Td, Th, Tr, WIDE } from '@/components/ui/table'
import { Tag } from '@/components/ui/tag'
import type { ListPathsInput, PathRow } from '@/lib/contract/paths'
import { formatShare } from '@/lib/contract/shares'

type Sort = ListPathsInput['sort']
type PathTableProps = {
  project: string
  /** Which deployment each domain shows now: rows of another one say so. */
  shownBy: ReadonlyMap<string, string | null>
  rows: readonly PathRow[]
  sort: Sort
  order: ListPathsInput['order']
  onSort: (column: Sort) => void
  onTag: (tag: string) => void
  onPurge: (row: PathRow) => void
}

/** Paths with what is stored of them and how they do. */
export function PathTable({ project, shownBy, rows, sort, order, onSort, onTag, onPurge }: PathTableProps) {
  const isOneDomain = isOfOneDomain(rows)
  const head = (column: Sort, label: string, isNumber = false, className?: string) => (
    <SortHead
      isNumber={isNumber}
      className={className}
      order={sort === column ? order : undefined}
      onSort={() => onSort(column)}
    >
      {label}
    </SortHead>
  )
  return (
    <Table caption="Paths" isLong>
      <thead>
        <tr>
          {head('path', 'Path')}
          <Th title="What is in the ISR cache now, and so what the next visitor gets">Stored now</Th>
          <Th className={WIDE} title="What the last visitor got, when that visit came">
            Last outcome
          </Th>
          {head('hit_ratio', 'Mix, hit ratio')}
          {head('requests', 'Requests', true)}
          {head('age', 'Age / interval')}
          <Th>Tags</Th>
          {head('size', 'Size', true, 'hidden 2xl:table-cell')}
          {head('writes', 'Writes', true)}
          <ActionHead />
        </tr>
      </thead>
      <TableBody>
        {rows.map((row) => (
          <Tr key={`${row.domain} ${row.deployment} ${row.path}`}>
            <Td className="max-w-60 2xl:max-w-80">
              <span className={cn('flex items-center gap-2', !isOneDomain && 'pt-1')}>
                <Link
                  href={hrefs.path(project, row)}
                  title={`${row.domain}${row.path}\nroute ${row.route}`}
                  className="min-w-0 truncate font-mono text-sm hover:underline"
                >
                  {row.path}
                </Link>
                {(shownBy.get(row.domain) ?? row.deployment) !== row.deployment && (
                  <span
                    title={`Of ${row.deployment}, which ${row.domain} does not show now`}
                    className="text-faint text-sm"
                  >
                    not live
                  </span>
                )}
              </span>
              {!isOneDomain && <span className="block truncate pb-1 text-faint text-xs">{row.domain}</span>}
            </Td>
            <Td>
              <StateBadge state={row.state} reason={row.stateReason} isReasonShown={row.stateReason === 'pinned'} />
              <Below>
                <LastOutcome row={row} />
              </Below>
            </Td>
            <Td className={WIDE}>
              <LastOutcome row={row} />
            </Td>
            <Td>
              <span className="flex items-center gap-2">
                <MixBar mix={row.mix} className="w-14 2xl:w-18" />
                <span className="text-muted">{formatShare(row.hitRatio)}</span>
              </span>
            </Td>
            <Td isNumber>{formatCount(row.requests)}</Td>
            <Td>
              <AgeMeter
                ageSeconds={row.ageSeconds}
                revalidateSeconds={row.revalidateSeconds}
                isPinned={row.stateReason === 'pinned'}
              />
            </Td>
            <Td>
              <TagButtons tags={row.tags} onTag={onTag} />
            </Td>
            <Td isNumber className="hidden text-muted 2xl:table-cell">
              {row.storedBytes === 0 ? <span className="text-faint">–</span> : formatBytes(row.storedBytes)}
            </Td>
            <Td isNumber>{formatCount(row.writeUnits)}</Td>
            <ActionCell className="py-0 pl-0">
              <Button
                tone="quiet"
                size="iconSmall"
                title={`Purge ${row.path}… (p)`}
                aria-keyshortcuts="p"
                onClick={() => onPurge(row)}
              >
                <Zap aria-hidden="true" />
                <span className="sr-only">
                  Purge {row.path} on {row.domain}
                </span>
              </Button>
            </ActionCell>
          </Tr>
        ))}
      </TableBody>
    </Table>
  )
}

function LastOutcome({ row: { lastOutcome, state } }: { row: PathRow }) {
  if (lastOutcome === null) return <span className="text-faint">–</span>
  return <StatusBadge status={lastOutcome.status} reason={lastOutcome.reason} stateNow={state} />
}

const SHOWN_TAGS = 2

function TagButtons({ tags, onTag }: { tags: readonly string[]; onTag: (tag: string) => void }) {
  if (tags.length === 0) return <span className="text-faint">–</span>
  return (
    <span className="inline-flex items-center gap-1" title={tags.join('\n')}>
      {tags.slice(0, SHOWN_TAGS).map((tag) => (
        <button key={tag} type="button" onClick={() => onTag(tag)} className="rounded-sm hover:underline">
          <Tag className="max-w-22 2xl:max-w-24">{tag}</Tag>
        </button>
      ))}
      {tags.length > SHOWN_TAGS && <span className="text-faint">+{tags.length - SHOWN_TAGS}</span>}
    </span>
  )
}
