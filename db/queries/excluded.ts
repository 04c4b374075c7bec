import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'

/** What an upsert sets: these columns as the row has them that was to be inserted. */
export function excluded<Table extends PgTable>(
  table: Table,
  names: readonly (keyof Table['$inferInsert'] & string)[],
): Record<string, SQL> {
  const columns = new Map(Object.entries(getTableColumns(table)))
  const insertedInto = (name: string) => {
    const column = columns.get(name)
    if (column === undefined) throw new Error(`No column “${name}”.`)
    return sql`excluded.${sql.identifier(column.name)}`
  }
  return Object.fromEntries(names.map((name) => [name, insertedInto(name)]))
}
