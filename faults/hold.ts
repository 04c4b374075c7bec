import type { Installation } from './installation.ts'

/** What the harness holds: `release` lets those who wait for it go on. */
export type Hold = { release(): Promise<void> }

/** Takes a table so that nobody else can write to it. */
export async function hold({ pool: { sql } }: Installation, table: string): Promise<Hold> {
  const held = Promise.withResolvers<void>()
  const released = Promise.withResolvers<void>()
  const holding = sql
    .begin(async (tx) => {
      await tx.unsafe(`lock table ${table} in exclusive mode`)
      held.resolve()
      await released.promise
    })
    // The database may be killed meanwhile, which releases everything.
    .catch(held.reject)
  await held.promise
  return {
    async release() {
      released.resolve()
      await holding
    },
  }
}
