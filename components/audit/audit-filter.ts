import { restCommand } from '@/components/format/shell'
import type { NamedCommand } from '@/components/ui/copy-as'
import { type ListAuditInput, listAuditInput } from '@/lib/contract/audit'
import { requestFor } from '@/lib/contract/endpoint'
import { endpoints } from '@/lib/contract/endpoints'
import { commandLine } from '@/lib/contract/shell-words'

type Params = Readonly<Record<string, string | readonly string[] | undefined>>

const NAMES = ['project', 'actor', 'action', 'from', 'until', 'q', 'before'] as const
const ROWS_OF_PAGE = 50

/** What the address asks of the audit; days stand for their first moment. What it does not understand it passes over. */
export function parseAuditFilter(params: Params): ListAuditInput {
  const whole = { limit: ROWS_OF_PAGE }
  const asked = Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = params[name]
      const meant = name === 'from' || name === 'until' ? momentOf(value) : value
      const isFit = typeof meant === 'string' && listAuditInput.safeParse({ ...whole, [name]: meant }).success
      return isFit ? [[name, meant]] : []
    }),
  )
  return listAuditInput.parse({ ...whole, ...asked })
}

function momentOf(value: string | readonly string[] | undefined): string | undefined {
  if (typeof value !== 'string') return undefined
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T00:00:00Z` : value
}

/** Whether the list shows less than all. */
export function isAuditNarrowed(filter: ListAuditInput): boolean {
  return NAMES.some((name) => filter[name] !== undefined)
}

/** The same list for a terminal, and for a script. */
export function auditCommands(filter: ListAuditInput): readonly NamedCommand[] {
  const { limit, q, ...fields } = filter
  const options = Object.entries({ ...fields, search: q }).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, String(value)],
  )
  return [
    { label: 'CLI', text: commandLine('npx', 'freshet', 'audit', ...options, '--limit', String(limit)) },
    { label: 'curl', text: restCommand(endpoints.listAudit, filter) },
  ]
}

/** Where every row that matches can be had as a file. */
export function auditExportHref({ limit: _, before: __, ...query }: ListAuditInput, format: 'csv' | 'ndjson'): string {
  return requestFor(endpoints.exportAudit, { ...query, format }).url
}
