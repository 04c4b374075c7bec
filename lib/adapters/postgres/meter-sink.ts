import type { Db } from '@/db/client'
import { limitStatements } from '@/db/queries/cache/generations'
import { addTokenUses, addWrongTokens } from '@/db/queries/protection/bypass-token-counts'
import {
  addMeterLosses,
  addMinuteCounts,
  addMinuteInvocations,
  addMinuteReasons,
  addPathHours,
  claimMeterBatch,
} from '@/db/queries/usage/counters'
import { DEFAULT_TIMEOUT_MS, withDeadline } from '@/lib/adapters/postgres/deadline'
import { isRefusal } from '@/lib/adapters/postgres/refusal'
import { type MeterSink, RefusedBatch } from '@/lib/engine/fleet-ports'
import type { MeterLoss } from '@/lib/engine/metering/meter-batch'

/** Adds batches to the counters in PostgreSQL, each exactly once. */
export function createPostgresMeterSink(
  db: Db,
  { timeoutMs = DEFAULT_TIMEOUT_MS }: { readonly timeoutMs?: number } = {},
): MeterSink {
  return {
    flush: (batch) =>
      withDeadline(
        db.transaction(async (tx) => {
          await limitStatements(tx, timeoutMs)
          if (!(await claimMeterBatch(tx, batch))) return
          await addMinuteCounts(tx, batch.minutes)
          await addMinuteInvocations(tx, batch.invocations)
          await addMinuteReasons(tx, batch.reasons)
          await addPathHours(tx, batch.paths)
          await addMeterLosses(tx, batch.losses.map(rowOf))
          await addTokenUses(tx, batch.tokenUses ?? [])
          await addWrongTokens(tx, batch.wrongTokens ?? [])
        }),
        timeoutMs,
      ).catch((error: unknown) => {
        if (!isRefusal(error) || isRouted(error)) throw error
        throw new RefusedBatch('The database does not take this batch of counts.', { cause: error })
      }),
  }
}

/** A partition was made for its rows while it waited to add them to the rest: sent again, they go there. */
function isRouted(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return ('code' in error && error.code === CHECK_VIOLATION) || isRouted(error.cause)
}

/** No table of counters has a check but that of its partitions. */
const CHECK_VIOLATION = '23514'

function rowOf({ from: fromAt, until: untilAt, ...loss }: MeterLoss) {
  return { ...loss, fromAt, untilAt }
}
