import { performance } from 'node:perf_hooks'
import { type Db, type DbPool, openDb } from '@/db/client'
import { foldTagChanges } from '@/db/queries/tags/tag-counts'
import { createPostgresEntryStore } from '@/lib/adapters/postgres/entry-store'
import type { ListPathsInput } from '@/lib/contract/paths'
import { type ListTagsInput, listTagsInput } from '@/lib/contract/tags'
import type { EntryId } from '@/lib/engine/entry'
import type { OpsContext } from '@/lib/ops/context'
import { getOverview } from '@/lib/ops/overview/get-overview'
import { listPaths } from '@/lib/ops/paths/list-paths'
import { createPurge } from '@/lib/ops/purges/create-purge'
import { planPurge } from '@/lib/ops/purges/plan-purge'
import { getTag } from '@/lib/ops/tags/get-tag'
import { listTags } from '@/lib/ops/tags/list-tags'
import { createOpsContext } from '@/lib/server/compose'

/** Medians of one act with few entries in the store, and with many. */
export type Measured = {
  readonly name: string
  readonly fewMs: number
  readonly manyMs: number
  /** Whether many entries may not hold it up: not so of tags, of which there are then a hundred times as many too. */
  readonly isJudged: boolean
}

type Stores<T> = { readonly few: T; readonly many: T }

const WARM_ROUNDS = 5

/** What an operator and an edge do, in both stores, in turn. */
export async function measure(
  urls: Stores<string>,
  { dataDir, rounds }: { readonly dataDir: string; readonly rounds: number },
): Promise<readonly Measured[]> {
  const pools = [urls.few, urls.many].map((url) => openDb(url, { maxConnections: 4 }))
  try {
    for (const pool of pools) await settle(pool)
    const [few = [], many = []] = pools.map((pool) => actsOn(pool.db, dataDir))
    const measured: Measured[] = []
    for (const [at, { name, isJudged, run }] of few.entries()) {
      const other = many[at]?.run ?? run
      const times: { few: number[]; many: number[] } = { few: [], many: [] }
      for (let round = 0; round < WARM_ROUNDS + rounds; round++) {
        const took = { few: await timed(run, round), many: await timed(other, round) }
        if (round < WARM_ROUNDS) continue
        times.few.push(took.few)
        times.many.push(took.many)
      }
      measured.push({ name, fewMs: median(times.few), manyMs: median(times.many), isJudged })
    }
    return measured
  } finally {
    await Promise.all(pools.map((pool) => pool.close()))
  }
}

/** As the server does by itself: the filling left more to add up than a visit of the tags page adds up. */
async function settle({ db, sql }: DbPool): Promise<void> {
  while ((await foldTagChanges(db)) > 0);
  await sql`vacuum analyze tag_counts`
}

async function timed(run: Run, round: number): Promise<number> {
  const beganMs = performance.now()
  await run(round)
  return performance.now() - beganMs
}

function median(times: readonly number[]): number {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? 0
}

type Act = { readonly name: string; readonly isJudged: boolean; readonly run: (round: number) => Promise<unknown> }
type Run = Act['run']
type NamedRun = readonly [string, Run]

function actsOn(db: Db, dataDir: string): readonly Act[] {
  const env = { PREVIEW_SUFFIX: 'localhost', EDGE_PORT: 8080, FRESHET_DATA_DIR: dataDir }
  const client = { ip: null, userAgent: null }
  const ctx = createOpsContext({ actor: { kind: 'machine' }, client, db, env })
  const store = createPostgresEntryStore(db)
  const everything = { project: 'big', scope: { kind: 'project' } } as const
  const ofTen = { ...everything, selectors: [{ kind: 'tag' as const, tag: 'ten' }] }
  const judged: readonly NamedRun[] = [
    ['purge of a tag with 10 entries', () => createPurge(ctx, { ...ofTen, mode: 'invalidate' })],
    ['plan of that purge', () => planPurge(ctx, ofTen)],
    ['look-up of an entry', (round) => store.read(idOf(round * 37), [])],
    ['overview', () => getOverview(ctx, { project: 'big', window: '24h' })],
    ...pages(ctx),
    ['one tag of few entries', () => getTag(ctx, { project: 'big', tag: 'ten', window: '24h' })],
    ['one tag of all entries', () => getTag(ctx, { project: 'big', tag: 'page', window: '24h' })],
  ]
  const told = tagLists(ctx).map(([name, run]) => ({ name, run, isJudged: false }))
  return [...judged.map(([name, run]) => ({ name, run, isJudged: true })), ...told]
}

function pages(ctx: OpsContext): readonly NamedRun[] {
  const page = (input: Partial<ListPathsInput>) => () =>
    listPaths(ctx, { project: 'big', window: '24h', sort: 'requests', order: 'desc', page: 1, pageSize: 50, ...input })
  return [
    ['paths page', page({ deployment: 'live' })],
    ['paths page, of all deployments', page({})],
    ['paths page, by path', page({ sort: 'path', order: 'asc' })],
    ['paths page, stale ones', page({ state: 'stale' })],
    ['paths page, fresh ones', page({ state: 'fresh' })],
    ['paths page, failed ones', page({ state: 'failed' })],
    ['paths page, search for one', page({ search: 'page-0000777' })],
    ['paths page, search for 10', page({ search: 'page-000077' })],
    ['paths page, search for very many', page({ search: 'page-00' })],
    ['paths page, search for none', page({ search: 'elsewhere' })],
    ['paths page, by tag', page({ tag: 'ten' })],
  ]
}

function tagLists(ctx: OpsContext): readonly NamedRun[] {
  const page = (input: Partial<ListTagsInput>) => () => listTags(ctx, listTagsInput.parse({ project: 'big', ...input }))
  return [
    ['tags page', page({})],
    ['tags page, by entries', page({ sort: 'entries' })],
    ['tags page, by tag', page({ sort: 'tag', order: 'asc' })],
    ['tags page, fired last', page({ sort: 'fired' })],
    ['tags page, search for one', page({ search: 'shelf-1234' })],
    ['tags page, of a path', page({ path: '/page-0000777' })],
  ]
}

function idOf(n: number): EntryId {
  const path = `/page-${String(n).padStart(7, '0')}`
  return {
    key: `key ${n}`,
    groupKey: `group ${n}`,
    projectId: 'prj_big',
    deploymentId: 'dpl_big',
    domain: 'big.localhost',
    environment: 'production',
    path,
    route: '/[slug]',
    output: '/[slug]',
    variant: 'html',
    query: '',
  }
}
