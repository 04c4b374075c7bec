import type { Logger } from 'pino'
import type { Db } from '@/db/client'
import { readAuditHead } from '@/db/queries/audit'

const HOUR_MS = 3_600_000

/**
 * Tells the log the newest row of the audit as `<number>:<hash>`. Logs are kept elsewhere: whoever cuts the end of the audit off,
 * or writes all of it anew, cannot take back what was told (`freshet audit --verify --noted`).
 */
export async function tellAuditHead(db: Db, log: Pick<Logger, 'info' | 'warn'>): Promise<void> {
  try {
    const head = await readAuditHead(db)
    if (head !== undefined) log.info({ auditHead: `${head.id}:${head.hash}` }, 'the newest row of the audit')
  } catch (error) {
    log.warn({ error }, 'the newest row of the audit could not be read')
  }
}

/** Tells it now and then every hour, for as long as the process lives. */
export function tellAuditHeads(db: Db, log: Logger): void {
  void tellAuditHead(db, log)
  setInterval(() => void tellAuditHead(db, log), HOUR_MS).unref()
}
