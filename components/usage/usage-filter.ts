import { restCommand } from '@/components/format/shell'
import type { NamedCommand } from '@/components/ui/copy-as'
import { endpoints } from '@/lib/contract/endpoints'
import type { SheetPlace } from '@/lib/contract/price-sheets'
import { commandLine } from '@/lib/contract/shell-words'
import {
  type UsageGroup,
  type UsageGrouping,
  type UsageInput,
  type UsageSort,
  usageGrouping,
  usageInput,
  usageSort,
  usageWindow,
  whyNotCounted,
} from '@/lib/contract/usage'
import { type WhatIfInput, whatIfInput } from '@/lib/contract/what-if'

type Params = Readonly<Record<string, unknown>>

/** What can be drawn over time. */
export const USAGE_SERIES = [
  'requests',
  'readUnits',
  'writeUnits',
  'invocations',
  'cpuUs',
  'visitorBytes',
  'originBytes',
] as const
export type UsageSeries = (typeof USAGE_SERIES)[number]

/** What the address says the page shows; what it says wrongly is left out, not refused. */
export function parseUsageFilter(project: string, params: Params): UsageInput {
  const { shape } = usageInput
  const asked = {
    project,
    window: usageWindow.optional().catch(undefined).parse(params.window),
    by: usageGrouping.optional().catch(undefined).parse(params.by),
    domain: shape.domain.catch(undefined).parse(params.domain),
    deployment: shape.deployment.catch(undefined).parse(params.deployment),
    route: shape.route.catch(undefined).parse(params.route),
    region: shape.region.catch(undefined).parse(params.region),
    path: shape.path.catch(undefined).parse(params.path),
    cause: shape.cause.catch(undefined).parse(params.cause),
    sort: usageSort.optional().catch(undefined).parse(params.sort),
    order: shape.order.catch('desc').parse(params.order),
    limit: shape.limit.catch(50).parse(params.limit ?? 50),
  }
  const times = { from: params.from, until: params.until }
  // Of a path neither is counted.
  if (asked.path !== undefined) Object.assign(asked, { region: undefined, cause: undefined })
  if (whyNotCounted({ ...asked, by: asked.by ?? 'route' }) !== undefined) asked.by = 'route'
  const withTimes = usageInput.safeParse({ ...asked, ...times })
  return withTimes.success ? withTimes.data : usageInput.parse(asked)
}

/** Which route and interval the address tries. */
export function parseWhatIf(project: string, params: Params): WhatIfInput {
  const { route, revalidate } = whatIfInput.shape
  return whatIfInput.parse({
    project,
    route: route.catch(undefined).parse(params.whatif),
    revalidate: revalidate.catch(undefined).parse(params.revalidate),
  })
}

/** What narrows the page, besides the domain: each is a label of what is counted. */
export const NARROWINGS = ['deployment', 'route', 'path', 'region', 'cause'] as const

/** The parameters after a click on a row: usage of that alone, told apart by what is within it. */
export function narrowTo(by: UsageGrouping, { name, domain }: Pick<UsageGroup, 'name' | 'domain'>) {
  if (by === 'project' || name.startsWith('(')) return undefined
  if (by === 'path')
    return { path: name, domain: domain ?? undefined, by: 'deployment', region: undefined, cause: undefined }
  return { [by]: name, by: by === 'route' ? 'path' : undefined }
}

/** The figure that the address says is drawn. */
export function parseSeries(params: Params): UsageSeries {
  return USAGE_SERIES.find((each) => each === params.metric) ?? 'requests'
}

/** The parameters after a click on a column's head. */
export function sortUsageBy(filter: Pick<UsageInput, 'sort' | 'order'>, column: UsageSort) {
  const opposite = filter.order === 'asc' ? 'desc' : 'asc'
  const first = column === 'name' ? 'asc' : 'desc'
  const order = filter.sort === column ? opposite : first
  return {
    sort: column === 'requests' && order === 'desc' ? undefined : column,
    order: order === 'desc' ? undefined : order,
  }
}

/** The same for a terminal: rows as a table or as CSV, and the call itself. */
export function usageCommands(filter: UsageInput): readonly NamedCommand[] {
  const { project, window, from, until, by, domain, deployment, route, region, path, cause, sort, order, limit } =
    filter
  const time = from !== undefined && until !== undefined ? ['--from', from, '--until', until] : ['--window', window]
  const optional = { project, domain, deployment, route, region, path, cause }
  const args = [
    ...['npx', 'freshet', 'usage'],
    ...Object.entries(optional).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value])),
    ...[...time, '--by', by, '--sort', sort, '--order', order, '--limit', String(limit)],
  ]
  return [
    { label: 'CLI', text: commandLine(...args) },
    { label: 'CLI, rows as CSV', text: commandLine(...args, '--csv') },
    { label: 'CLI, over time as CSV', text: commandLine(...args, '--csv', '--series') },
    { label: 'curl', text: restCommand(endpoints.getUsage, filter) },
  ]
}

/** What a project is priced by, and another choice, for a terminal. */
export function pricesCommands(project: string, { provider, plan, region }: SheetPlace): readonly NamedCommand[] {
  const cli = ['npx', 'freshet', 'prices']
  return [
    { label: 'CLI: what it is priced by', text: commandLine(...cli, '--project', project) },
    { label: 'CLI: the lines', text: commandLine(...cli, 'show', provider, plan, region) },
    { label: 'CLI: choose it', text: commandLine(...cli, 'choose', provider, plan, region, '--project', project) },
    { label: 'curl: choose it', text: restCommand(endpoints.chooseSheet, { project, provider, plan, region }) },
  ]
}

/** The same what-if for a terminal. */
export function whatIfCommands(input: {
  readonly project: string
  readonly route: string
  readonly revalidate?: number | undefined
}): readonly NamedCommand[] {
  const { project, route, revalidate } = input
  const extra = revalidate === undefined ? [] : ['--revalidate', String(revalidate)]
  return [
    { label: 'CLI', text: commandLine('npx', 'freshet', 'usage', 'what-if', route, '--project', project, ...extra) },
    { label: 'curl', text: restCommand(endpoints.getWhatIf, input) },
  ]
}
