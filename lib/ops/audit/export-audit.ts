import { type AuditFilter, listAudit } from '@/db/queries/audit'
import type { AuditRow, ExportAuditInput } from '@/lib/contract/audit'
import { AUDIT_CSV_HEADINGS, auditCsvLine, auditJsonLine } from '@/lib/contract/audit-lines'
import { auditFilter } from '@/lib/ops/audit/audit-filter'
import { toAuditRow } from '@/lib/ops/audit/to-audit-row'
import type { Download, OpsContext } from '@/lib/ops/context'

const BATCH = 1_000

/** Every row that matches, as a file. Rows are read while they are sent: the whole is never in memory. */
export async function exportAudit(ctx: OpsContext, { format, ...query }: ExportAuditInput): Promise<Download> {
  const filter = await auditFilter(ctx, query)
  switch (format) {
    case 'csv':
      return {
        fileName: 'audit.csv',
        contentType: 'text/csv; charset=utf-8',
        lines: linesOf(rowsOf(ctx, filter), auditCsvLine, AUDIT_CSV_HEADINGS),
      }
    case 'ndjson':
      return {
        fileName: 'audit.ndjson',
        contentType: 'application/x-ndjson',
        lines: linesOf(rowsOf(ctx, filter), auditJsonLine),
      }
  }
}

async function* rowsOf(ctx: OpsContext, filter: AuditFilter): AsyncGenerator<readonly AuditRow[]> {
  let before = filter.before
  for (;;) {
    const found = await listAudit(ctx.db, { ...filter, before }, BATCH)
    yield found.map(toAuditRow)
    before = found.at(-1)?.row.id
    if (found.length < BATCH) return
  }
}

async function* linesOf(
  batches: AsyncIterable<readonly AuditRow[]>,
  toLine: (row: AuditRow) => string,
  headings = '',
): AsyncGenerator<string> {
  if (headings !== '') yield headings
  for await (const rows of batches) yield rows.map(toLine).join('')
}
