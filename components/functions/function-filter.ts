import { restCommand } from '@/components/format/shell'
import type { NamedCommand } from '@/components/ui/copy-as'
import { endpoints } from '@/lib/contract/endpoints'
import { deploymentId, hostName } from '@/lib/contract/fields'
import { functionSort, type ListFunctionsInput, listFunctionsInput } from '@/lib/contract/functions'
import { timeWindow } from '@/lib/contract/paths'
import { commandLine } from '@/lib/contract/shell-words'

/** What the address says the page shows; what it says wrongly is left out. */
export function parseFunctionFilter(project: string, params: Readonly<Record<string, unknown>>): ListFunctionsInput {
  return listFunctionsInput.parse({
    project,
    window: timeWindow.optional().catch(undefined).parse(params.window),
    domain: hostName.optional().catch(undefined).parse(params.domain),
    deployment: deploymentId.optional().catch(undefined).parse(params.deployment),
    sort: functionSort.optional().catch(undefined).parse(params.sort),
    order: listFunctionsInput.shape.order.catch('desc').parse(params.order),
  })
}

/** The parameters after a click on a column's head: the other direction, or this column the way one wants it first. */
export function sortFunctionsBy(
  filter: Pick<ListFunctionsInput, 'sort' | 'order'>,
  column: ListFunctionsInput['sort'],
) {
  const first = column === 'route' ? 'asc' : 'desc'
  const opposite = filter.order === 'asc' ? 'desc' : 'asc'
  const order = filter.sort === column ? opposite : first
  return { sort: column === 'invocations' ? undefined : column, order: order === 'desc' ? undefined : order }
}

/** The same for a terminal and for a program. */
export function functionsCommands(filter: ListFunctionsInput): readonly NamedCommand[] {
  const { project, window, domain, deployment, sort, order } = filter
  const cli = commandLine(
    ...['npx', 'freshet', 'functions', '--project', project, '--window', window],
    ...Object.entries({ domain, deployment }).flatMap(([name, value]) => (value ? [`--${name}`, value] : [])),
    ...['--sort', sort, '--order', order],
  )
  return [
    { label: 'CLI', text: cli },
    { label: 'curl', text: restCommand(endpoints.listFunctions, filter) },
  ]
}
