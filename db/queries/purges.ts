import { and, arrayOverlaps, eq, inArray, or, type SQL, sql } from 'drizzle-orm'
import type { Queryable } from '@/db/client'
import type { DomainRow } from '@/db/queries/domains'
import { domains } from '@/db/schema/domains'
import { entries } from '@/db/schema/entries'
import { journal } from '@/db/schema/journal'

/** What a purge selects, as far as entries can tell. */
export type PurgeReachArgs = {
  readonly projectId: string
  readonly environment: DomainRow['environment'] | null
  readonly domain: string | null
  readonly deploymentId: string | null
  readonly isAll: boolean
  readonly paths: readonly string[]
  readonly tags: readonly string[]
}

/** How many stored entries, and paths of them, a purge covers now. */
export async function countReach(db: Queryable, args: PurgeReachArgs) {
  const [row] = await db
    .select({
      entryCount: sql<number>`count(*)::int`,
      pathCount: sql<number>`count(distinct (${entries.domain}, ${entries.deploymentId}, ${entries.path}))::int`,
    })
    .from(entries)
    .where(
      and(
        eq(entries.projectId, args.projectId),
        args.environment === null ? undefined : isIn(args.environment),
        args.domain === null ? undefined : eq(entries.domain, args.domain),
        args.deploymentId === null ? undefined : eq(entries.deploymentId, args.deploymentId),
        args.isAll ? undefined : or(...selected(args)),
      ),
    )
  return row ?? { entryCount: 0, pathCount: 0 }
}

/** A purge by its number. */
export async function findPurge(db: Queryable, seq: number) {
  const [row] = await db.select().from(journal).where(eq(journal.seq, seq))
  if (row === undefined) throw new Error(`The journal has no row ${seq}.`)
  return row
}
export type PurgeRow = Awaited<ReturnType<typeof findPurge>>

/** A host that is no domain is a deployment's own, hence preview. */
function isIn(environment: DomainRow['environment']): SQL {
  return sql`coalesce((select ${domains.environment} from ${domains} where ${domains.host} = ${entries.domain}), 'preview') = ${environment}`
}

function selected({ paths, tags }: PurgeReachArgs): SQL[] {
  return [
    ...(paths.length > 0 ? [inArray(entries.path, [...paths])] : []),
    ...(tags.length > 0 ? [arrayOverlaps(entries.tags, [...tags])] : []),
  ]
}
