import { restCommand } from '@/components/format/shell'
import type { NamedCommand } from '@/components/ui/copy-as'
import { endpoints } from '@/lib/contract/endpoints'
import { hostName } from '@/lib/contract/fields'
import { LIVE, type ListPathsInput, listPathsInput, pathFilterState, pathSort, timeWindow } from '@/lib/contract/paths'
import { commandLine } from '@/lib/contract/shell-words'

type Params = Readonly<Record<string, unknown>>

/** In the address: of all deployments. Nothing there is what visitors get. */
const ALL = 'all'

/** The parameter for a choice of deployment. */
export function deploymentParam(deployment: ListPathsInput['deployment']): string | undefined {
  return deployment === LIVE ? undefined : (deployment ?? ALL)
}

/** What the address says the table shows; what it says wrongly is left out rather than refused. */
export function parsePathFilter(project: string, params: Params): ListPathsInput {
  const { shape } = listPathsInput
  return listPathsInput.parse({
    project,
    window: timeWindow.optional().catch(undefined).parse(params.window),
    domain: hostName.optional().catch(undefined).parse(params.domain),
    deployment: params.deployment === ALL ? undefined : shape.deployment.catch(LIVE).parse(params.deployment ?? LIVE),
    state: pathFilterState.optional().catch(undefined).parse(params.state),
    route: shape.route.catch(undefined).parse(params.route),
    tag: shape.tag.catch(undefined).parse(params.tag),
    search: shape.search.catch(undefined).parse(params.q),
    sort: pathSort.optional().catch(undefined).parse(params.sort),
    order: shape.order.catch('desc').parse(params.order),
    page: shape.page.catch(1).parse(params.page ?? 1),
  })
}

type Sort = ListPathsInput['sort']
type SortChange = { readonly sort: string | undefined; readonly order: string | undefined; readonly page: undefined }

/** The parameters after a click on a column's head: the other direction, or this column the way one wants it first. */
export function sortBy(filter: Pick<ListPathsInput, 'sort' | 'order'>, column: Sort): SortChange {
  const first = column === 'path' ? 'asc' : 'desc'
  const order = filter.sort === column ? opposite(filter.order) : first
  const isDefault = column === 'requests' && order === 'desc'
  return {
    sort: isDefault ? undefined : column,
    order: order === 'desc' ? undefined : order,
    page: undefined,
  }
}

function opposite(order: 'asc' | 'desc') {
  return order === 'asc' ? 'desc' : 'asc'
}

/** Whether anything but the choice of what is live narrows the table, so that "no match" is told from "nothing yet". */
export function isNarrowed({ domain, deployment, state, route, tag, search }: ListPathsInput): boolean {
  const named = deployment === LIVE ? undefined : deployment
  return [domain, named, state, route, tag, search].some((part) => part !== undefined && part !== '')
}

/** The same table for a terminal, and for a program. */
export function pathsCommands(filter: ListPathsInput): readonly NamedCommand[] {
  const { project, window, domain, deployment, state, route, tag, search, sort, order, page } = filter
  const optional = { domain, deployment, state, route, tag, search }
  const cli = commandLine(
    ...['npx', 'freshet', 'paths', '--project', project, '--window', window],
    ...Object.entries(optional).flatMap(([name, value]) => (value ? [`--${name}`, value] : [])),
    ...['--sort', sort, '--order', order],
    ...(page === 1 ? [] : ['--page', String(page)]),
  )
  return [
    { label: 'CLI', text: cli },
    { label: 'curl', text: restCommand(endpoints.listPaths, filter) },
  ]
}
