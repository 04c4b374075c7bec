import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Queryable } from '@/db/client'
import { selectRows } from '@/db/queries/select-rows'

type Allowance = { readonly tokenId: string; readonly perMinute: number }

/**
 * Takes one purge of a token's allowance: so many a minute, that may come all at once. Resolves to 0, or to the seconds after
 * which there is one again; then none was taken. One statement, so that of racing ones each counts.
 */
export async function takePurgeAllowance(db: Queryable, { tokenId, perMinute }: Allowance): Promise<number> {
  const level = sql`least(
    ${perMinute}::float8,
    held.level + extract(epoch from clock_timestamp() - held.filled_at) * ${perMinute}::float8 / 60)`
  const [taken] = await selectRows(
    db,
    z.object({ token_id: z.string() }),
    sql`
      insert into purge_allowances as held (token_id, level, filled_at)
      values (${tokenId}, ${perMinute}::float8 - 1, clock_timestamp())
      on conflict (token_id) do update set level = ${level} - 1, filled_at = clock_timestamp()
      where ${level} >= 1
      returning token_id`,
  )
  if (taken !== undefined) return 0
  const [empty] = await selectRows(
    db,
    z.object({ wait_seconds: z.number() }),
    sql`
      select ((1 - ${level}) * 60 / ${perMinute}::float8)::float8 as wait_seconds
      from purge_allowances as held where token_id = ${tokenId}`,
  )
  return Math.max(0.001, empty?.wait_seconds ?? 1)
}
