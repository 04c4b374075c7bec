import type { Logger } from 'pino'
import type { Db } from '@/db/client'
import { readAuditHead } from '@/db/queries/audit'

const HOUR_MS = 3_600_000

/**
 * Logs the newest row of the audit as `<number>:<hash>`. Logs are kept elsewhere: whoever cuts the end of the audit off, or
 * rewrites all of it, cannot take back what was logged (`freshet audit --verify --noted`).
 */
export async function logAuditHead(db: Db, log: Pick<Logger, 'info' | 'warn'>): Promise<void> {
  try {
    const head = await readAuditHead(db)
    if (head !== undefined) log.info({ auditHead: `${head.id}:${head.hash}` }, 'the newest row of the audit')
  } catch (error) {
    log.warn({ error }, 'the newest row of the audit could not be read')
  }
}

/** Logs it now and then every hour, for as long as the process lives. */
export function logAuditHeads(db: Db, log: Logger): void {
  void logAuditHead(db, log)
  setInterval(() => void logAuditHead(db, log), HOUR_MS).unref()
}
