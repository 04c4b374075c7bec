import { csvLine } from '@/lib/contract/csv'
import type { Usage, UsageGroup } from '@/lib/contract/usage'

const COLUMNS = [
  ...(['requests', 'served', 'errors', 'readUnits', 'writeUnits', 'writeUtilisation', 'invocations'] as const),
  ...(['durationMs', 'cpuUs', 'memoryMbMs', 'bytesIn', 'bytesOut', 'visitorBytes', 'originBytes'] as const),
] satisfies readonly (keyof UsageGroup)[]

/** The groups of usage as CSV (RFC 4180), headings first. */
export function usageCsv({ by, groups, from, until }: Usage): string {
  const headings = [
    'from',
    'until',
    'project',
    by === 'project' ? 'name' : by,
    'domain',
    ...COLUMNS,
    'amount',
    'currency',
  ]
  const rows = groups.map((group) => [
    from,
    until,
    group.project,
    group.name,
    group.domain,
    ...COLUMNS.map((column) => group[column]),
    group.amount,
    group.currency,
  ])
  return linesOf([headings, ...rows])
}

/** The steps of usage over time as CSV. */
export function usageSeriesCsv({ series }: Usage): string {
  return linesOf([['at', ...COLUMNS], ...series.map((step) => [step.at, ...COLUMNS.map((column) => step[column])])])
}

function linesOf(rows: readonly (readonly (string | number | null)[])[]): string {
  return rows.map(csvLine).join('')
}
