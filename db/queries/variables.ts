import { and, asc, eq, inArray, ne, sql } from 'drizzle-orm'
import type { Queryable, Tx } from '@/db/client'
import { excluded } from '@/db/queries/excluded'
import { variables } from '@/db/schema/variables'

export type VariableRow = typeof variables.$inferSelect
export type NewVariableRow = Omit<VariableRow, 'setAt'>
type VariableEnvironment = VariableRow['environment']

/** Variables of a project by name, of both environments unless one is named. */
export async function listVariables(
  db: Queryable,
  only: { readonly projectId: string; readonly environment?: VariableEnvironment },
): Promise<VariableRow[]> {
  return db
    .select()
    .from(variables)
    .where(
      and(
        eq(variables.projectId, only.projectId),
        only.environment === undefined ? undefined : eq(variables.environment, only.environment),
      ),
    )
    .orderBy(asc(variables.name), asc(variables.environment))
}

/** Ids of the keys by which any project's variables are sealed. */
export async function listSealingKeys(db: Queryable): Promise<string[]> {
  const rows = await db.selectDistinct({ keyId: variables.keyId }).from(variables)
  return rows.map(({ keyId }) => keyId)
}

/** Bytes of names and values in one environment, the variable named `except` left out. */
export async function sizeOfVariables(
  tx: Tx,
  of: { readonly projectId: string; readonly environment: VariableEnvironment; readonly except: string },
): Promise<number> {
  const [row] = await tx
    .select({ sizeBytes: sql<number>`coalesce(sum(${variables.sizeBytes}), 0)::int` })
    .from(variables)
    .where(
      and(
        eq(variables.projectId, of.projectId),
        eq(variables.environment, of.environment),
        ne(variables.name, of.except),
      ),
    )
  return row?.sizeBytes ?? 0
}

/** Adds variables, or replaces those of the same name and environment. */
export async function upsertVariables(tx: Tx, rows: readonly NewVariableRow[]): Promise<void> {
  await tx
    .insert(variables)
    .values([...rows])
    .onConflictDoUpdate({
      target: [variables.projectId, variables.environment, variables.name],
      set: {
        ...excluded(variables, ['keyId', 'nonce', 'sealed', 'fingerprint', 'sizeBytes', 'setBy']),
        setAt: sql`now()`,
      },
    })
}

/** Removes a variable from these environments. Resolves to those that had it. */
export async function deleteVariable(
  tx: Tx,
  variable: {
    readonly projectId: string
    readonly name: string
    readonly environments: readonly VariableEnvironment[]
  },
): Promise<VariableEnvironment[]> {
  const gone = await tx
    .delete(variables)
    .where(
      and(
        eq(variables.projectId, variable.projectId),
        eq(variables.name, variable.name),
        inArray(variables.environment, [...variable.environments]),
      ),
    )
    .returning({ environment: variables.environment })
  return gone.map(({ environment }) => environment)
}
