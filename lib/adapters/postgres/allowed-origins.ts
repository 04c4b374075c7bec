import type { Queryable } from '@/db/client'
import { findAllowedOrigins } from '@/db/queries/projects'
import { DEFAULT_TIMEOUT_MS, withDeadline } from '@/lib/adapters/postgres/deadline'

type Known = { readonly origins: Promise<ReadonlySet<string>>; readonly untilMs: number }

/**
 * Whether a project's owner allowed an origin by name, read at most every few seconds per project: a change is obeyed
 * that soon. Rejects when the database cannot tell, which is no leave.
 */
export function createAllowedOrigins(
  db: Queryable,
  { keptMs = 5_000, monotonicMs = () => performance.now() }: { keptMs?: number; monotonicMs?: () => number } = {},
): (projectId: string, origin: string) => Promise<boolean> {
  const known = new Map<string, Known>()
  return async (projectId, origin) => {
    const nowMs = monotonicMs()
    const held = known.get(projectId)
    if (held !== undefined && nowMs < held.untilMs) return (await held.origins).has(origin)
    const origins = withDeadline(read(db, projectId), DEFAULT_TIMEOUT_MS)
    known.set(projectId, { origins, untilMs: nowMs + keptMs })
    origins.catch(() => known.delete(projectId))
    return (await origins).has(origin)
  }
}

async function read(db: Queryable, projectId: string): Promise<ReadonlySet<string>> {
  return new Set(await findAllowedOrigins(db, projectId))
}
