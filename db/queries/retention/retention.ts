import { eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Queryable, Tx } from '@/db/client'
import { selectRows } from '@/db/queries/select-rows'
import { projects } from '@/db/schema/projects'

/** What is stored of a project, and how much it may be. */
export async function readRetention(db: Queryable, projectId: string) {
  const [row] = await selectRows(
    db,
    z.object({
      version_budget: z.number(),
      value_budget: z.number(),
      versions: z.number(),
      version_bytes: z.number(),
      entries: z.number(),
      entry_bytes: z.number(),
      values: z.number(),
      value_bytes: z.number(),
    }),
    sql`
      select
        version_budget_bytes::float8 as version_budget, value_budget_bytes::float8 as value_budget, held.*, cached.*
      from projects
      cross join lateral (
        select
          count(*)::int as versions, coalesce(sum(versions.stored_bytes), 0)::float8 as version_bytes,
          (count(*) filter (where versions.id = entries.version_id))::int as entries,
          coalesce(sum(versions.stored_bytes) filter (where versions.id = entries.version_id), 0)::float8 as entry_bytes
        from entries join versions on versions.entry_id = entries.id where entries.project_id = projects.id
      ) held
      cross join lateral (
        select count(*)::int as values, coalesce(sum(octet_length(bytes)), 0)::float8 as value_bytes
        from cached_values where cached_values.project_id = projects.id
      ) cached
      where projects.id = ${projectId}`,
  )
  return row
}

/** The budgets of a project, held as they are until the transaction ends. */
export async function lockBudgets(tx: Tx, projectId: string) {
  const [row] = await tx
    .select({ versionBudgetBytes: projects.versionBudgetBytes, valueBudgetBytes: projects.valueBudgetBytes })
    .from(projects)
    .where(eq(projects.id, projectId))
    .for('update')
  if (row === undefined) throw new Error(`The project ${projectId} went while its budgets were set.`)
  return row
}

/** Sets budgets of a project; what is left out stays. */
export async function setBudgets(
  tx: Tx,
  projectId: string,
  budgets: { readonly versionBudgetBytes?: number; readonly valueBudgetBytes?: number },
): Promise<void> {
  await tx.update(projects).set(budgets).where(eq(projects.id, projectId))
}
