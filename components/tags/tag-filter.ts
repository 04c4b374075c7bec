import { restCommand } from '@/components/format/shell'
import type { NamedCommand } from '@/components/ui/copy-as'
import { endpoints } from '@/lib/contract/endpoints'
import { timeWindow } from '@/lib/contract/paths'
import { commandLine } from '@/lib/contract/shell-words'
import { type ListTagsInput, listTagsInput, tagSort } from '@/lib/contract/tags'

type Params = Readonly<Record<string, unknown>>

/** What the address says the table shows; what it says wrongly is left out. A search that begins with a slash is for a path. */
export function parseTagFilter(project: string, params: Params): ListTagsInput {
  const { shape } = listTagsInput
  const text = shape.path.catch(undefined).parse(params.q)
  return listTagsInput.parse({
    project,
    window: timeWindow.optional().catch(undefined).parse(params.window),
    ...(text?.startsWith('/') ? { path: text } : { search: shape.search.catch(undefined).parse(text) }),
    sort: tagSort.optional().catch(undefined).parse(params.sort),
    order: shape.order.catch('desc').parse(params.order),
    page: shape.page.catch(1).parse(params.page ?? 1),
  })
}

type Sort = ListTagsInput['sort']

/** The parameters after a click on a column's head: the other direction, or this column the way one wants it first. */
export function sortTagsBy(filter: Pick<ListTagsInput, 'sort' | 'order'>, column: Sort) {
  const first = column === 'tag' ? 'asc' : 'desc'
  const opposite = filter.order === 'asc' ? 'desc' : 'asc'
  const order = filter.sort === column ? opposite : first
  return {
    sort: column === 'requests' ? undefined : column,
    order: order === 'desc' ? undefined : order,
    page: undefined,
  }
}

/** The same table, or one tag, for a terminal and for a program. */
export function tagsCommands(filter: ListTagsInput, tag: string | undefined): readonly NamedCommand[] {
  const { project, window, search, path, sort, order, page } = filter
  const which = tag === undefined ? [] : [tag]
  const optional = tag === undefined ? { search, path } : {}
  const cli = commandLine(
    ...['npx', 'freshet', 'tags', ...which, '--project', project, '--window', window],
    ...Object.entries(optional).flatMap(([name, value]) => (value ? [`--${name}`, value] : [])),
    ...(tag === undefined ? ['--sort', sort, '--order', order] : []),
    ...(tag === undefined && page !== 1 ? ['--page', String(page)] : []),
  )
  const curl =
    tag === undefined
      ? restCommand(endpoints.listTags, filter)
      : restCommand(endpoints.getTag, { project, tag, window })
  return [
    { label: 'CLI', text: cli },
    { label: 'curl', text: curl },
  ]
}
