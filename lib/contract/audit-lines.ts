import type { AuditRow } from '@/lib/contract/audit'
import { csvLine } from '@/lib/contract/csv'

const COLUMNS = ['id', 'at', 'actor', 'action', 'project', 'ip', 'token', 'details', 'hash'] as const

/** Headings of the CSV that `auditCsvLine` continues. */
export const AUDIT_CSV_HEADINGS = csvLine(COLUMNS)

/** A row as a line of CSV; details are JSON in one cell. */
export function auditCsvLine(row: AuditRow): string {
  return csvLine(COLUMNS.map((column) => (column === 'details' ? JSON.stringify(row.details) : row[column])))
}

/** A row as a line of NDJSON. */
export function auditJsonLine(row: AuditRow): string {
  return `${JSON.stringify(row)}\n`
}
