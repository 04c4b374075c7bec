import {
  and,
  arrayOverlaps,
  asc,
  desc,
  eq,
  getTableColumns,
  inArray,
  isNotNull,
  isNull,
  lt,
  or,
  type SQL,
  sql,
} from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import type { Queryable } from '@/db/client'
import type { DomainRow } from '@/db/queries/deployments/domains'
import { domains } from '@/db/schema/domains'
import { entries } from '@/db/schema/entries'
import { journal } from '@/db/schema/journal'

/** What a purge selects, as far as entries can tell. */
export type PurgeReachArgs = {
  readonly projectId: string
  readonly environment: DomainRow['environment'] | null
  /** `null`: all. */
  readonly domains: readonly string[] | null
  readonly deploymentId: string | null
  readonly isAll: boolean
  readonly paths: readonly string[]
  readonly prefixes: readonly string[]
  readonly tags: readonly string[]
}

/** Of an entry's host. One that is no domain is a deployment's own, hence preview. */
const ENVIRONMENT = sql`coalesce((select ${domains.environment} from ${domains} where ${domains.host} = ${entries.domain}), 'preview')`

/** Entries that are counted, and whose paths are told apart, one by one. */
export const COUNTED_ONE_BY_ONE = 20_000
/** Of more, one path in so many is, by its hash: the others are as many times more. */
const PATH_SHARE = 16

const PLACE = sql`(${entries.domain}, ${entries.deploymentId}, ${entries.path})`

/** How many stored entries, and paths of them, a purge covers now. Paths are an estimate where there are very many. */
export async function countReach(db: Queryable, args: PurgeReachArgs) {
  const some = db
    .select({ place: sql`${PLACE}`.as('place') })
    .from(entries)
    .where(coveredBy(args))
    .limit(COUNTED_ONE_BY_ONE + 1)
    .as('some')
  const [counted] = await db
    .select({ entryCount: sql<number>`count(*)::int`, pathCount: sql<number>`count(distinct place)::int` })
    .from(some)
  if (counted !== undefined && counted.entryCount <= COUNTED_ONE_BY_ONE) return counted
  const inShare = sql`hashtext(${entries.domain} || ${entries.deploymentId} || ${entries.path}) & ${PATH_SHARE - 1} = 0`
  const [all] = await db
    .select({
      entryCount: sql<number>`count(*)::int`,
      pathCount: sql<number>`(count(distinct ${PLACE}) filter (where ${inShare}) * ${PATH_SHARE})::int`,
    })
    .from(entries)
    .where(coveredBy(args))
  const { entryCount = 0, pathCount = 0 } = all ?? {}
  return { entryCount, pathCount: Math.min(pathCount, entryCount) }
}

/**
 * Some of the stored entries that a purge covers, at most `limit`, spread evenly over all of them: names of entries are hashes, and
 * those that follow `from` are taken, then the first ones.
 */
export async function sampleCovered(
  db: Queryable,
  args: PurgeReachArgs,
  { from, limit }: { readonly from: string; readonly limit: number },
) {
  const part = (place: SQL) => {
    const covered = and(coveredBy(args), place)
    return db.select(PROBED).from(entries).where(covered).orderBy(asc(entries.id)).limit(limit)
  }
  const after = await part(sql`${entries.id} >= ${from}`)
  return after.length === limit ? after : [...after, ...(await part(sql`${entries.id} < ${from}`))].slice(0, limit)
}

/** An entry as edges are asked about it. */
export const PROBED = {
  projectId: entries.projectId,
  deploymentId: entries.deploymentId,
  domain: entries.domain,
  environment: sql<DomainRow['environment']>`${ENVIRONMENT}`,
  path: entries.path,
  route: entries.route,
  output: entries.output,
  variant: entries.variant,
  query: entries.query,
}

/** Whether a purge of these selectors in this scope covers an entry. */
export function coveredBy(args: PurgeReachArgs): SQL | undefined {
  return and(
    eq(entries.projectId, args.projectId),
    args.environment === null ? undefined : sql`${ENVIRONMENT} = ${args.environment}`,
    args.domains === null ? undefined : inArray(entries.domain, [...args.domains]),
    args.deploymentId === null ? undefined : eq(entries.deploymentId, args.deploymentId),
    args.isAll ? undefined : or(...selected(args)),
  )
}

const undo = alias(journal, 'undo')

/** Rows of the journal, each with what undid it and the other domains of its group. */
export function selectPurges(db: Queryable) {
  return db
    .select({
      ...getTableColumns(journal),
      undo: { seq: undo.seq, actor: undo.actor, reason: undo.reason, createdAt: undo.createdAt },
      /** Of a group: its other domains. */
      otherDomains: sql<
        string[]
      >`array(select part.domain from ${journal} as part where part.part_of = ${journal.seq} order by part.seq)`,
      ageSeconds: sql<number>`extract(epoch from clock_timestamp() - ${journal.createdAt})::float8`,
    })
    .from(journal)
    .leftJoin(undo, eq(undo.undoneSeq, journal.seq))
}
export type PurgeRow = Awaited<ReturnType<typeof selectPurges>>[number]

/** A purge of the project by its number, and what undid it. */
export async function findPurge(db: Queryable, args: { readonly projectId: string; readonly seq: number }) {
  const [row] = await selectPurges(db).where(
    and(
      eq(journal.seq, args.seq),
      eq(journal.projectId, args.projectId),
      eq(journal.kind, 'purge'),
      isNull(journal.partOf),
    ),
  )
  return row
}

/** The number of the purge that a job has made already. */
export async function findPurgeOfJob(db: Queryable, jobId: string): Promise<number | undefined> {
  const [row] = await db.select({ seq: journal.seq }).from(journal).where(eq(journal.jobId, jobId))
  return row?.seq
}

/** The rows of a purge: one, or one for each domain of a group. */
export async function listPurgeParts(db: Queryable, seq: number) {
  return db
    .select()
    .from(journal)
    .where(or(eq(journal.seq, seq), eq(journal.partOf, seq)))
    .orderBy(asc(journal.seq))
}

/** What a row of a project's journal is. */
export async function findJournalKind(db: Queryable, args: { readonly projectId: string; readonly seq: number }) {
  const [row] = await db
    .select({ kind: journal.kind })
    .from(journal)
    .where(and(eq(journal.seq, args.seq), eq(journal.projectId, args.projectId)))
  return row?.kind
}

export type PurgeFilter = {
  readonly actor?: string | undefined
  readonly kind?: 'invalidate' | 'delete' | 'undone' | undefined
  readonly text?: string | undefined
  readonly before?: number | undefined
}

/** The newest purges of a project, each with what undid it. */
export async function listPurges(
  db: Queryable,
  args: { readonly projectId: string; readonly limit: number } & PurgeFilter,
) {
  return selectPurges(db)
    .where(and(eq(journal.projectId, args.projectId), isPurge(args.kind), narrowed(args)))
    .orderBy(desc(journal.seq))
    .limit(args.limit)
}

/** Purges of this kind, each once, in what `selectPurges` selects from. */
export function isPurge(kind: PurgeFilter['kind']): SQL | undefined {
  return and(
    ...[eq(journal.kind, 'purge'), isNull(journal.partOf)],
    kind === 'undone' ? isNotNull(undo.seq) : undefined,
    kind === undefined || kind === 'undone' ? undefined : eq(journal.mode, kind),
  )
}

/** Rows of this actor, with this text, before that number. */
export function narrowed({ actor, text, before }: Omit<PurgeFilter, 'kind'>): SQL | undefined {
  return and(
    actor === undefined ? undefined : eq(journal.actor, actor),
    before === undefined ? undefined : lt(journal.seq, before),
    // Not LIKE: a path may hold its wildcards.
    text === undefined
      ? undefined
      : sql`(strpos(lower(${journal.selectors}::text), lower(${text})) > 0 or strpos(lower(coalesce(${journal.reason}, '')), lower(${text})) > 0)`,
  )
}

/** Who made the newest rows of these kinds in a project. */
export async function listJournalActors(
  db: Queryable,
  args: { readonly projectId: string; readonly limit: number; readonly kinds: readonly PurgeRow['kind'][] },
) {
  const newest = db
    .select({ actor: journal.actor })
    .from(journal)
    .where(and(eq(journal.projectId, args.projectId), inArray(journal.kind, [...args.kinds])))
    .orderBy(desc(journal.seq))
    .limit(args.limit)
    .as('newest')
  const rows = await db.selectDistinct({ actor: newest.actor }).from(newest).orderBy(asc(newest.actor))
  return rows.map(({ actor }) => actor)
}

function selected({ paths, prefixes, tags }: PurgeReachArgs): SQL[] {
  return [
    // By bytes, as the index is: `0` comes right after `/`.
    ...prefixes.map(
      (prefix) =>
        sql`(${entries.path} = ${prefix} or (${entries.path} ~>=~ ${`${prefix}/`} and ${entries.path} ~<~ ${`${prefix}0`}))`,
    ),
    ...(paths.length > 0 ? [inArray(entries.path, [...paths])] : []),
    ...(tags.length > 0 ? [arrayOverlaps(entries.tags, [...tags])] : []),
  ]
}
