import type { readEvents } from '@/db/queries/overview'
import type { Overview } from '@/lib/contract/projects'

type EventRow = Awaited<ReturnType<typeof readEvents>>[number]
type Selector = NonNullable<EventRow['selectors']>[number]

/** A row of the journal as it is drawn on a chart: `Invalidate tag post:42`, `Pin /prices`, `example.org → dpl_…`. */
export function toTimelineEvent(row: EventRow): Overview['events'][number] {
  const { seq, actor } = row
  const at = new Date(row.at_ms).toISOString()
  switch (row.kind) {
    case 'purge':
      return { seq, kind: 'purge', label: purgeLabel(row), at, actor }
    case 'domain':
      // Whoever rolls back says why, or that it is one; a promotion says nothing.
      return row.reason === null
        ? { seq, kind: 'promotion', label: moveLabel(row), at, actor }
        : { seq, kind: 'rollback', label: `Roll back ${moveLabel(row)}`, at, actor }
    case 'pin':
    case 'unpin':
      return { seq, kind: 'pin', label: pinLabel(row), at, actor }
  }
}

function purgeLabel({ mode, selectors }: EventRow): string {
  const verb = mode === 'delete' ? 'Delete' : 'Invalidate'
  const [first, ...others] = selectors ?? []
  const what = first === undefined ? 'nothing' : selectorLabel(first)
  return `${verb} ${what}${others.length === 0 ? '' : ` and ${others.length} more`}`
}

function pinLabel({ kind, is_rollback: isRollback, selectors }: EventRow): string {
  const verb = isRollback ? 'Roll back' : 'Pin'
  const [path] = selectors ?? []
  return `${kind === 'pin' ? verb : 'Unpin'} ${path === undefined ? 'a page' : selectorLabel(path)}`
}

function selectorLabel(selector: Selector): string {
  switch (selector.kind) {
    case 'all':
      return 'everything'
    case 'path':
      return selector.path
    case 'prefix':
      return `${selector.prefix}/…`
    case 'tag':
      return `tag ${selector.tag}`
  }
}

function moveLabel({ domain, deployment_id: deployment }: EventRow): string {
  return deployment === null ? `${domain ?? 'A domain'} changed` : `${domain ?? 'A domain'} → ${deployment}`
}
