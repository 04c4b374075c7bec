import { type Command, InvalidArgumentError } from 'commander'
import { FRESHET } from '@/lib/cli/called-as'
import { checked } from '@/lib/cli/checked'
import { countOf } from '@/lib/cli/count-of'
import type { CliContext } from '@/lib/cli/program'
import { age, table, tableOr } from '@/lib/cli/table'
import { endpoints } from '@/lib/contract/endpoints'
import { METRICS } from '@/lib/contract/metrics'
import { formatMoney } from '@/lib/contract/money'
import { formatShare } from '@/lib/contract/shares'
import { type Usage, type UsageBill, usageInput } from '@/lib/contract/usage'
import { usageCsv, usageSeriesCsv } from '@/lib/contract/usage-csv'
import type { WhatIf } from '@/lib/contract/what-if'

type Output = { readonly json?: boolean; readonly csv?: boolean; readonly series?: boolean }

const EXAMPLES = `
Money is an estimate by price sheets (“${FRESHET} prices”). Rows are at list price, with nothing included.

Examples: ${FRESHET} usage --project shop --by path --sort amount --limit 20
          ${FRESHET} usage --project shop --window 2026-10 --csv > october.csv
          ${FRESHET} usage what-if /blog/[slug] --project shop --revalidate 3600`

/** `freshet usage`: what was used, and what it costs; `what-if`: what another interval would have come to. */
export function addUsage(program: Command, context: CliContext): void {
  const { api, shell } = context
  const usage = program
    .command('usage')
    .description('Show what was used, what it costs by estimate, and what the month will come to')
    .addHelpText('after', EXAMPLES)
  usage
    .command('show', { isDefault: true })
    .description('show usage of a window')
    .option('--project <name>', 'project (default: all)')
    .option('--window <window>', '24h, 7d, 30d, month (so far), or a month such as 2026-10', 'month')
    .option('--from <instant>', 'in place of a window, with --until: 2026-11-02T09:00:00Z')
    .option('--until <instant>', 'its end')
    .option('--by <what>', 'project, domain, deployment, route, path, region or cause', 'route')
    .option('--domain <host>', 'only on this domain')
    .option('--deployment <id>', 'only of this deployment')
    .option('--route <route>', 'only of this route')
    .option('--region <name>', 'only of edges in this region')
    .option('--path <path>', 'only of this path, by the hour')
    .option('--cause <cause>', 'only calls of functions for this cause, as "--by cause" names it')
    .option(
      '--sort <column>',
      'name, requests, readUnits, writeUnits, writeUtilisation, invocations, cpuUs, visitorBytes, originBytes or amount',
      'requests',
    )
    .option('--order <order>', 'asc or desc', 'desc')
    .option('--limit <n>', 'rows, 1,000 at most', countOf, 50)
    .option('--csv', 'print the rows as CSV')
    .option('--series', 'with --csv: the steps over time in place of the rows')
    .option('--json', 'print the result as JSON')
    .action(async ({ json, csv, series, ...options }: Output) => {
      const told = await api.call(endpoints.getUsage, checked(usageInput, options))
      if (csv) shell.result({}, told, (series ? usageSeriesCsv(told) : usageCsv(told)).trimEnd().split('\r\n'))
      else shell.result({ json }, told, usageLines(told))
    })
  addWhatIf(usage, context)
}

function addWhatIf(usage: Command, { api, shell }: CliContext): void {
  usage
    .command('what-if')
    .description('what other revalidate intervals of a route would have come to, by the traffic of the last days')
    .argument('[route]', `route, as “${FRESHET} usage --by route” names it (default: the one most asked for)`)
    .requiredOption('--project <name>', 'project')
    .option('--domain <host>', 'only on this domain')
    .option('--revalidate <seconds>', 'an interval in addition to the usual ones', secondsOf)
    .option('--days <n>', 'days of traffic, 7 at most', countOf, 7)
    .option('--json', 'print the result as JSON')
    .action(
      async (
        route: string | undefined,
        {
          json,
          ...options
        }: Output & {
          readonly project: string
          readonly domain?: string
          readonly revalidate?: number
          readonly days: number
        },
      ) => {
        const told = await api.call(endpoints.getWhatIf, { ...(route === undefined ? {} : { route }), ...options })
        shell.result({ json }, told, whatIfLines(told))
      },
    )
}

function usageLines(told: Usage): string[] {
  const { from, until, note, totals, bills, estimates, outlooks, isListPrice, groups, groupCount, by, losses } = told
  const rows = groups.map((group) => [
    told.project === null && by !== 'project' ? `${group.project} ${group.name}` : group.name,
    count(group.requests),
    count(group.readUnits),
    count(group.writeUnits),
    group.writeUtilisation === null ? '–' : group.writeUtilisation.toFixed(1),
    count(group.invocations),
    `${units(group.visitorBytes / METRICS.visitorBytes.size)} GB`,
    formatMoney(group.amount, group.currency),
  ])
  const headings = [by.toUpperCase(), 'REQUESTS', 'READS', 'WRITES', 'PER WRITE', 'CALLS', 'TRANSFER', 'LIST PRICE']
  return [
    `${told.project ?? 'All projects'}, ${minute(from)} to ${minute(until)} UTC: ${count(totals.requests)} requests, ${count(totals.writeUnits)} write units, ${count(totals.invocations)} invocations.`,
    ...(note === null ? [] : [note]),
    '',
    ...bills.flatMap(billLines),
    ...estimates.map(
      ({ currency, total, isPartial, hasLowConfidence }) =>
        `Estimate${isListPrice ? ' at list price' : ''}: ${isPartial ? 'at least ' : ''}${formatMoney(total, currency)}${hasLowConfidence ? ' (some prices are uncertain: marked ?)' : ''}`,
    ),
    ...outlooks.map(({ month, currency, toDate, forecast, reason }) =>
      forecast === null
        ? `${month} so far: ${formatMoney(toDate, currency)}. ${reason}`
        : `${month} so far: ${formatMoney(toDate, currency)}; forecast ${formatMoney(forecast.middle, currency)} (${formatMoney(forecast.low, currency)} to ${formatMoney(forecast.high, currency)}).`,
    ),
    ...losses.map(
      (loss) =>
        `Counts of ${loss.region} were lost from ${minute(loss.from)} to ${minute(loss.until)}: ${loss.reason}.`,
    ),
    '',
    ...tableOr('No rows.', headings, rows),
    groupCount === null
      ? `The first ${count(groups.length)} paths: --limit shows more.`
      : `${count(groups.length)} of ${count(groupCount)} rows.`,
    ...reasonLines(told),
  ]
}

function reasonLines({ reasons, totals }: Usage): string[] {
  if (reasons.length === 0) return []
  const rows = reasons.map(({ status, reason, requests }) => [
    ...[status, reason, count(requests)],
    formatShare(totals.requests === 0 ? null : requests / totals.requests),
  ])
  return ['', ...table(['STATUS', 'REASON', 'REQUESTS', 'OF ALL'], rows)]
}

function billLines({ month, sheet, share, bill }: UsageBill): string[] {
  const part = share === 1 ? '' : `, ${formatShare(share)} of the month`
  const lines = bill.lines.map(({ metric, quantity, included, price, per, amount, confidence }) => {
    const { label, unit, size } = METRICS[metric]
    const each =
      price.kind === 'flat'
        ? `${price.amount ?? 'unknown'} / ${per === 1 ? unit : `${count(per)} ${unit}s`}`
        : price.kind
    return [
      `${label}${confidence === 'low' ? ' ?' : ''}`,
      units(quantity / size),
      included === 0 ? '–' : units(included / size),
      each,
      amount === null ? 'unknown' : formatMoney(amount, bill.currency),
    ]
  })
  const rest = [
    ['Credit', '', '', '', `−${formatMoney(bill.credit, bill.currency)}`],
    ['Fee', '', '', '', formatMoney(bill.fee, bill.currency)],
  ].filter(([name]) => (name === 'Credit' ? bill.credit : bill.fee) !== '0')
  return [
    `${month} by ${sheet.name}, ${sheet.region}, version ${sheet.version}${part}:`,
    ...table(['', 'QUANTITY', 'INCLUDED', 'PRICE', 'AMOUNT'], [...lines, ...rest]),
    ...bill.withoutLine.map((metric) => `The sheet has no price for ${METRICS[metric].label.toLowerCase()}.`),
    '',
  ]
}

function whatIfLines({
  route,
  currentSeconds,
  requests,
  intervals,
  recorded,
  currency,
  sheet,
  notes,
  pathCount,
}: WhatIf): string[] {
  if (intervals.length === 0) return [...notes]
  return [
    `${route}: ${count(requests)} requests on ${count(pathCount)} paths; recorded were ${count(recorded.timedInvocations)} timed invocations and ${count(recorded.writeUnits)} write units.`,
    ...table(
      ['REVALIDATE', 'CALLS', 'WRITES', 'AGE AS SERVED', 'STALE', `PER MONTH (${sheet})`],
      intervals.map((each) => [
        `${each.revalidateSeconds} s${each.revalidateSeconds === currentSeconds ? ' (now)' : ''}`,
        count(each.invocations),
        count(each.writeUnits),
        each.ageSeconds === null ? '–' : age(each.ageSeconds),
        formatShare(each.staleShare),
        each.amountPerMonth === null ? 'unknown' : formatMoney(each.amountPerMonth, currency),
      ]),
    ),
    'Estimates.',
    ...notes,
  ]
}

function count(amount: number): string {
  return Math.round(amount).toLocaleString('en-US')
}

/** Whole where there are many, with places where there are few. */
function units(amount: number): string {
  return amount.toLocaleString('en-US', { maximumFractionDigits: amount < 100 ? 3 : 0 })
}

function minute(instant: string): string {
  return instant.slice(0, 16).replace('T', ' ')
}

function secondsOf(text: string): number {
  const seconds = Number(text)
  if (!/^\d+$/.test(text) || seconds < 1) throw new InvalidArgumentError('Use whole seconds, such as 3600.')
  return seconds
}
