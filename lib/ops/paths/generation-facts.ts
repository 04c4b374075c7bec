import type { listFailures } from '@/db/queries/cache/failures'
import type { readGenerations } from '@/db/queries/paths/path-detail'
import type { PathFailure } from '@/lib/contract/paths'
import { instant, instantOrNull } from '@/lib/ops/instant'

/** What is told of a generation wherever it is told. */
export function generationFacts(row: Awaited<ReturnType<typeof readGenerations>>[number]) {
  return {
    id: row.id,
    cause: row.cause,
    stamp: row.stamp,
    beganAt: instant(row.begun_at_ms),
    durationMs: row.ended_at_ms - row.begun_at_ms,
    renewedAt: instantOrNull(row.renewed_at_ms),
    renewalCount: row.renewal_count,
    isCurrent: row.is_current,
    isPinned: row.is_pinned,
    invocation: row.invocation_id,
  }
}

/** What is told of a failed regeneration. */
export function failureFacts(row: Awaited<ReturnType<typeof listFailures>>[number]): PathFailure {
  const { failedAtMs, begunAtMs, cause, status, message, invocationId: invocation } = row
  return { at: instant(failedAtMs), durationMs: failedAtMs - begunAtMs, cause, status, message, invocation }
}
