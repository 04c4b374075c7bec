import { performance } from 'node:perf_hooks'
import { openDb } from '@/db/client'
import { createPostgresEntryStore } from '@/lib/adapters/postgres/entry-store'
import type { ListPathsInput } from '@/lib/contract/paths'
import type { EntryId } from '@/lib/engine/entry'
import type { OpsContext } from '@/lib/ops/context'
import { listPaths } from '@/lib/ops/paths/list-paths'
import { createPurge } from '@/lib/ops/purges/create-purge'
import { createOpsContext } from '@/lib/server/compose'

export type Measured = { readonly name: string; readonly ms: number }

const ROUNDS = 9

/** Medians of what an operator and an edge do with the store as it is. */
export async function measure(databaseUrl: string, dataDir: string): Promise<readonly Measured[]> {
  const pool = openDb(databaseUrl, { maxConnections: 4 })
  try {
    const env = { PREVIEW_SUFFIX: 'localhost', EDGE_PORT: 8080, FRESHET_DATA_DIR: dataDir }
    const client = { ip: null, userAgent: null }
    const ctx = createOpsContext({ actor: { kind: 'machine' }, client, db: pool.db, env })
    const store = createPostgresEntryStore(pool.db)
    const measured: Measured[] = []
    for (const [name, act] of [
      ...purges(ctx),
      ['look-up of an entry', (round: number) => store.read(idOf(round * 37), [])] as const,
      ...pages(ctx),
    ]) {
      const times: number[] = []
      for (let round = 0; round < ROUNDS; round++) {
        const beganMs = performance.now()
        await act(round)
        times.push(performance.now() - beganMs)
      }
      measured.push({ name, ms: times.sort((one, other) => one - other)[Math.floor(ROUNDS / 2)] ?? 0 })
    }
    return measured
  } finally {
    await pool.close()
  }
}

type Act = readonly [string, (round: number) => Promise<unknown>]

function purges(ctx: OpsContext): readonly Act[] {
  const purge = (tag: string) => () =>
    createPurge(ctx, {
      project: 'big',
      scope: { kind: 'project' },
      selectors: [{ kind: 'tag', tag }],
      mode: 'invalidate',
    })
  return [
    ['purge of a tag with 10 entries', purge('ten')],
    ['purge of a tag with a tenth of all', purge('tenth')],
  ]
}

function pages(ctx: OpsContext): readonly Act[] {
  const page = (input: Partial<ListPathsInput>) => () =>
    listPaths(ctx, { project: 'big', window: '24h', sort: 'requests', order: 'desc', page: 1, pageSize: 50, ...input })
  return [
    ['paths page', page({})],
    ['paths page, by path', page({ sort: 'path', order: 'asc' })],
    ['paths page, stale ones', page({ state: 'stale' })],
    ['paths page, fresh ones', page({ state: 'fresh' })],
    ['paths page, failed ones', page({ state: 'failed' })],
    ['paths page, search for one', page({ search: 'page-777' })],
    ['paths page, by tag', page({ tag: 'ten' })],
  ]
}

function idOf(n: number): EntryId {
  const path = `/page-${n}`
  return {
    ...{
      key: `key ${n}`,
      groupKey: `group ${n}`,
      projectId: 'prj_big',
      deploymentId: 'dpl_big',
      domain: 'big.localhost',
    },
    ...{ environment: 'production', path, route: '/[slug]', output: '/[slug]', variant: 'html', query: '' },
  }
}
