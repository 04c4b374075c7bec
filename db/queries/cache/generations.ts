import { eq, lte, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '@/db/client'
import { entryGroups, generationMembers, generations } from '@/db/schema/entries'

export type NewGeneration = Pick<
  typeof generations.$inferInsert,
  'id' | 'groupId' | 'stamp' | 'begunAtMs' | 'endedAtMs' | 'cause' | 'invocationId'
>

/** Ends each statement of the transaction after `timeoutMs`: one that waits for a lock does not hold its connection. */
export async function limitStatements(tx: Tx, timeoutMs: number): Promise<void> {
  await tx.execute(sql`select set_config('statement_timeout', ${String(timeoutMs)}, true)`)
}

/** Locks the group until the transaction ends, making its row when it is the first. */
export async function lockGroup(tx: Tx, groupId: string) {
  const [group] = await tx
    .insert(entryGroups)
    .values({ id: groupId, stamp: 0 })
    .onConflictDoUpdate({ target: entryGroups.id, set: { stamp: sql`${entryGroups.stamp}` } })
    .returning({
      stamp: entryGroups.stamp,
      currentGenerationId: entryGroups.currentGenerationId,
      pinnedGenerationId: entryGroups.pinnedGenerationId,
    })
  if (group === undefined) throw new Error('The group was neither found nor made.')
  return group
}

/** Adds a generation with what its members got, and makes it the group's current one: a success. */
export async function insertGeneration(
  tx: Tx,
  generation: NewGeneration & { readonly previousId: string | null },
  members: readonly { readonly entryId: string; readonly versionId: string }[],
): Promise<void> {
  const { previousId, ...row } = generation
  const { id: generationId, groupId, stamp } = row
  await tx.insert(generations).values(row)
  await tx.insert(generationMembers).values(members.map((member) => ({ generationId, ...member })))
  if (previousId !== null) await carryOver(tx, { generationId, previousId })
  await succeed(tx, { groupId, stamp, currentGenerationId: generationId })
}

/** Members that this regeneration left as they were keep their versions, so that a generation names all of the group. */
async function carryOver(
  tx: Tx,
  { generationId, previousId }: { generationId: string; previousId: string },
): Promise<void> {
  await tx.execute(sql`
    insert into ${generationMembers} (generation_id, entry_id, version_id)
    select ${generationId}, entry_id, version_id from ${generationMembers} where generation_id = ${previousId}
    on conflict do nothing`)
}

/** Renews the group's current generation by a regeneration that changed nothing: a success. */
export async function renewGeneration(
  tx: Tx,
  renewal: { readonly id: string; readonly groupId: string; readonly stamp: number; readonly atMs: number },
): Promise<void> {
  const { id, groupId, stamp, atMs } = renewal
  await tx
    .update(generations)
    .set({ stamp, renewedAtMs: atMs, renewalCount: sql`${generations.renewalCount} + 1` })
    .where(eq(generations.id, id))
  await succeed(tx, { groupId, stamp, currentGenerationId: id })
}

/** Remembers a failed regeneration, unless one that began later has succeeded already. */
export async function recordGroupFailure(
  db: Queryable,
  failure: {
    readonly groupId: string
    readonly stamp: number
    readonly failedAtMs: number
    readonly retryAtMs: number
    readonly failure: string
  },
): Promise<void> {
  const { groupId, stamp, failedAtMs, retryAtMs, failure: message } = failure
  const columns = { failedAtMs, retryAtMs, failure: message }
  await db
    .insert(entryGroups)
    .values({ id: groupId, stamp: 0, ...columns })
    .onConflictDoUpdate({ target: entryGroups.id, set: columns, setWhere: lte(entryGroups.stamp, stamp) })
}

async function succeed(
  tx: Tx,
  group: { readonly groupId: string; readonly stamp: number; readonly currentGenerationId: string },
): Promise<void> {
  const { groupId, stamp, currentGenerationId } = group
  await tx
    .update(entryGroups)
    .set({ stamp, currentGenerationId, failedAtMs: null, retryAtMs: null, failure: null })
    .where(eq(entryGroups.id, groupId))
}
