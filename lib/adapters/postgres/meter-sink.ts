import type { Db } from '@/db/client'
import {
  addMinuteCounts,
  addMinuteInvocations,
  addPathHours,
  claimMeterBatch,
  type MinuteCountRow,
  type MinuteInvocationRow,
  type PathHourRow,
} from '@/db/queries/counters'
import { limitStatements } from '@/db/queries/generations'
import { DEFAULT_TIMEOUT_MS, withDeadline } from '@/lib/adapters/postgres/deadline'
import { isRefusal } from '@/lib/adapters/postgres/refusal'

/** What one edge counted since its batch before. At most one row per key in each list. */
export type MeterBatch = {
  /** Names one run of one edge; with `n`, which counts its batches upwards, it names the batch. */
  readonly bootId: string
  readonly n: number
  readonly minutes: readonly MinuteCountRow[]
  readonly invocations: readonly MinuteInvocationRow[]
  readonly paths: readonly PathHourRow[]
}

export interface MeterSink {
  /**
   * Resolves once the batch is counted, also if it was before; after a rejection it may be sent again unchanged, except
   * after `RefusedBatch`. The batches of one run are sent one after the other.
   */
  flush(batch: MeterBatch): Promise<void>
}

/** The database does not take what is in this batch, now or later. Nothing of it was counted. */
export class RefusedBatch extends Error {
  override readonly name = 'RefusedBatch'
}

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
          await addPathHours(tx, batch.paths)
        }),
        timeoutMs,
      ).catch((error: unknown) => {
        if (!isRefusal(error)) throw error
        throw new RefusedBatch('The database does not take this batch of counts.', { cause: error })
      }),
  }
}
