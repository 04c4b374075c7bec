import { sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Queryable } from '@/db/client'
import { selectRows } from '@/db/queries/select-rows'

const counted = z.object({
  now_ms: z.number(),
  projects: z.number(),
  deployments: z.number(),
  entries: z.number(),
  operators: z.number(),
  tokens: z.number(),
  bypass_tokens: z.number(),
})

/** How much there is of what an operator knows by name. */
export type InstallationCounts = {
  readonly projects: number
  readonly deployments: number
  readonly entries: number
  readonly operators: number
  /** API tokens and bypass tokens that hold. */
  readonly tokens: number
  readonly bypassTokens: number
}

/** What an installation holds, counted at one instant of the database. */
export async function countInstallation(db: Queryable): Promise<InstallationCounts & { readonly nowMs: number }> {
  const [row] = await selectRows(
    db,
    counted,
    sql`select (extract(epoch from clock_timestamp()) * 1000)::float8 as now_ms,
      (select count(*)::int from projects) as projects,
      (select count(*)::int from deployments where state = 'ready') as deployments,
      (select count(*)::int from entries) as entries,
      (select count(*)::int from operators) as operators,
      (select count(*)::int from api_tokens
        where revoked_at is null and (expires_at is null or expires_at > clock_timestamp())) as tokens,
      (select count(*)::int from bypass_tokens
        where revoked_at is null and (expires_at is null or expires_at > clock_timestamp())) as bypass_tokens`,
  )
  if (row === undefined) throw new Error('Counting gave no row.')
  const { now_ms: nowMs, bypass_tokens: bypassTokens, ...rest } = row
  return { ...rest, bypassTokens, nowMs }
}
