import type { Sql } from 'postgres'

/**
 * Stops the server processes of all listeners, as a link does that loses everything and says nothing: no error, no
 * message. Resolves to what lets them go on. They are processes of this machine, of the database of the bench.
 */
export async function cutDoorbell(sql: Sql): Promise<() => void> {
  const rows = await sql<{ pid: number }[]>`
    select pid from pg_stat_activity where query ilike 'listen %' and datname = current_database()`
  if (rows.length === 0) throw new Error('Nobody listens to the doorbell.')
  for (const { pid } of rows) process.kill(pid, 'SIGSTOP')
  return () => {
    for (const { pid } of rows) process.kill(pid, 'SIGCONT')
  }
}
