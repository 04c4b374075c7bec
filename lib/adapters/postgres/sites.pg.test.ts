import { expect, test } from 'vitest'
import { deployments } from '@/db/schema/deployments'
import { domains } from '@/db/schema/domains'
import { projects } from '@/db/schema/projects'
import { PostgresSites, type PostgresSitesOptions } from '@/lib/adapters/postgres/sites'
import { shareTestDb } from '@/lib/adapters/postgres/testing'

const openDatabase = shareTestDb()

/** One project with two deployments that are ready and one that is not; `a.test` shows the first. */
async function open(overrides: Partial<PostgresSitesOptions> = {}) {
  const pool = await openDatabase()
  const { db, sql } = pool
  await db.insert(projects).values({ id: 'prj_1', name: 'site' })
  const common = { projectId: 'prj_1', manifest: {}, createdSeq: 0, fileCount: 0, sizeBytes: 0, createdBy: 'test' }
  await db.insert(deployments).values([
    { id: 'dpl-1', state: 'ready', ...common },
    { id: 'dpl-2', state: 'ready', ...common },
    { id: 'dpl-3', state: 'uploading', ...common },
  ])
  await db.insert(domains).values([
    { host: 'a.test', projectId: 'prj_1', deploymentId: 'dpl-1', environment: 'production' },
    { host: 'other.test', projectId: 'prj_1', deploymentId: 'dpl-2', environment: 'production' },
    { host: 'empty.test', projectId: 'prj_1', deploymentId: null, environment: 'production' },
    { host: 'unready.test', projectId: 'prj_1', deploymentId: 'dpl-3', environment: 'production' },
    { host: 'dpl-2.preview.test', projectId: 'prj_1', deploymentId: 'dpl-1', environment: 'production' },
  ])
  const opened: string[] = []
  const monotonic = { ms: 0, reads: 0 }
  const sites = new PostgresSites(db, {
    previewSuffix: 'preview.test',
    monotonicMs: () => monotonic.ms,
    lastJournalRead: () => ++monotonic.reads,
    pause: async () => {},
    openDeployment: ({ id, projectId, createdSeq, createdAt }) => {
      opened.push(id)
      const router = {
        resolve: () => ({ kind: 'not_found', status: 404, headers: [] }) as const,
        decidingHeaders: new Set<string>(),
      }
      const nothing = { buildId: null, outputs: new Map(), afterCacheBypass: [] }
      return { ...nothing, id, projectId, createdSeq, createdAtMs: createdAt.getTime(), router }
    },
    ...overrides,
  })
  const move = (host: string, id: string) => sql`update domains set deployment_id = ${id} where host = ${host}`
  return { ...pool, sites, opened, monotonic, move }
}

/** What a look-up says, and whether it said so at once. */
async function seen(found: ReturnType<PostgresSites['find']>) {
  const isAtOnce = !(found instanceof Promise)
  const site = await found
  return [isAtOnce ? 'at once' : 'looked up', site === undefined ? 'none' : `${site.environment} ${site.deployment.id}`]
}

test('a domain is looked up once and known from then on', async () => {
  const { sites, opened } = await open()
  expect(await seen(sites.find('a.test'))).toEqual(['looked up', 'production dpl-1'])
  expect(await seen(sites.find('a.test'))).toEqual(['at once', 'production dpl-1'])
  expect(await sites.find('a.test')).toMatchObject({ domain: 'a.test', projectId: 'prj_1' })
  expect(opened).toEqual(['dpl-1'])
})

test('a hundred requests for an unknown host share one look-up', async () => {
  const { sites, opened } = await open()
  const found = Array.from({ length: 100 }, () => sites.find('a.test'))
  expect(new Set(found).size).toBe(1)
  expect(await found[0]).toMatchObject({ domain: 'a.test' })
  expect(opened).toEqual(['dpl-1'])
})

test('a deployment that is ready answers on its own host, unless a domain has that name', async () => {
  const { sites } = await open()
  expect(await seen(sites.find('dpl-1.preview.test'))).toEqual(['looked up', 'preview dpl-1'])
  expect(await sites.find('dpl-1.preview.test')).toMatchObject({ domain: 'dpl-1.preview.test' })
  expect(await seen(sites.find('dpl-2.preview.test'))).toEqual(['looked up', 'production dpl-1'])
})

test.each([
  ['nobody has', 'nobody.test'],
  ['shows no deployment', 'empty.test'],
  ['shows a deployment that is not ready', 'unready.test'],
  ['belongs to a deployment that is not ready', 'dpl-3.preview.test'],
  ['belongs to no deployment', 'dpl-9.preview.test'],
  ['only ends like a preview', 'preview.test'],
])('a host that %s does not exist, and is asked for again only after a second', async (_what, host) => {
  const { sites, monotonic } = await open()
  expect(await seen(sites.find(host))).toEqual(['looked up', 'none'])
  monotonic.ms = 999
  expect(await seen(sites.find(host))).toEqual(['at once', 'none'])
  monotonic.ms = 1_000
  expect(await seen(sites.find(host))).toEqual(['looked up', 'none'])
})

test('a host that appears is found as soon as the journal tells of it', async () => {
  const { sites, move } = await open()
  expect(await sites.find('empty.test')).toBeUndefined()
  await move('empty.test', 'dpl-1')
  expect(await sites.find('empty.test')).toBeUndefined()
  await sites.refresh('empty.test')
  expect(await seen(sites.find('empty.test'))).toEqual(['looked up', 'production dpl-1'])
})

test('during a promotion the old deployment answers at once until the new one is loaded, then the new one does', async () => {
  const { sites, move } = await open()
  await sites.find('a.test')
  await move('a.test', 'dpl-2')
  const refreshed = sites.refresh('a.test')
  expect(await seen(sites.find('a.test'))).toEqual(['at once', 'production dpl-1'])
  await refreshed
  expect(await seen(sites.find('a.test'))).toEqual(['at once', 'production dpl-2'])
})

test('a look-up that was overtaken by a move is not what is remembered', async () => {
  const { sites, sql } = await open()
  const holding = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  const isAnybodyWaiting = async () =>
    (await sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`).length >
    0
  await sites.find('other.test')
  const lock = sql.begin(async (tx) => {
    await tx`lock table deployments in access exclusive mode`
    holding.resolve()
    await release.promise
  })
  await holding.promise
  const early = sites.find('a.test')
  while (!(await isAnybodyWaiting()));
  await sql.begin(async (tx) => {
    await tx`set local session_replication_role = replica`
    await tx`update domains set deployment_id = 'dpl-2' where host = 'a.test'`
  })
  await sites.refresh('a.test')
  release.resolve()
  await lock
  expect((await early)?.deployment.id).toBe('dpl-1')
  expect(await seen(sites.find('a.test'))).toEqual(['at once', 'production dpl-2'])
})

test('a domain that went is gone after the refresh', async () => {
  const { sites, sql } = await open()
  await sites.find('a.test')
  await sql`delete from domains where host = 'a.test'`
  await sites.refresh('a.test')
  expect(await seen(sites.find('a.test'))).toEqual(['at once', 'none'])
})

test('refreshing a host that nobody asked for costs nothing', async () => {
  const { sites, opened } = await open()
  await sites.refresh('a.test')
  expect(opened).toEqual([])
})

test('a host whose new deployment cannot be opened is forgotten, and told as a failure and not as absent', async () => {
  const openDeployment = () => {
    throw new Error('This manifest is of a newer Freshet.')
  }
  const { sites } = await open({ openDeployment })
  await expect(sites.find('a.test')).rejects.toThrow('newer Freshet')
  await expect(sites.find('a.test')).rejects.toThrow('newer Freshet')
})

test('a refresh that fails leaves neither the old deployment nor a memory of absence', async () => {
  const { sites, sql, move } = await open({ timeoutMs: 200 })
  await sites.find('a.test')
  await move('a.test', 'dpl-2')
  const holding = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  const lock = sql.begin(async (tx) => {
    await tx`lock table deployments in access exclusive mode`
    holding.resolve()
    await release.promise
  })
  await holding.promise
  await expect(sites.refresh('a.test')).rejects.toThrow('within 200 ms')
  release.resolve()
  await lock
  expect(await seen(sites.find('a.test'))).toEqual(['looked up', 'production dpl-2'])
})

test.each([
  ['of which the edge knows', null],
  ['of which the edge does not know yet', 1],
])(
  'while the database is away, %s, a host that moved shows what it showed, and then what it is to show',
  async (_title, lastRead) => {
    const away = { is: true, pauses: 0 }
    const { sites, sql, move } = await open({
      timeoutMs: 150,
      lastJournalRead: () => (away.is ? lastRead : 1),
      pause: async () => {
        if (++away.pauses === 10) release.resolve()
        if (away.pauses >= 10) away.is = false
      },
    })
    await sites.find('a.test')
    await move('a.test', 'dpl-2')
    const holding = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    const lock = sql.begin(async (tx) => {
      await tx`lock table domains in access exclusive mode`
      holding.resolve()
      await release.promise
    })
    await holding.promise
    const refreshed = sites.refresh('a.test')
    while (away.pauses < 9) {
      expect(await seen(sites.find('a.test'))).toEqual(['at once', 'production dpl-1'])
      await new Promise(setImmediate)
    }
    await lock
    await refreshed
    expect(await seen(sites.find('a.test'))).toEqual(['at once', 'production dpl-2'])
  },
)

test('a deleted deployment is forgotten on all its hosts, everything when the database is another one', async () => {
  const { sites, sql } = await open()
  for (const host of ['a.test', 'dpl-1.preview.test']) await sites.find(host)
  await sql`update deployments set state = 'deleted' where id = 'dpl-1'`
  await sites.forgetDeployment('dpl-1')
  for (const host of ['a.test', 'dpl-1.preview.test']) {
    expect(await seen(sites.find(host))).toEqual(['looked up', 'none'])
  }
  sites.forgetAll()
  expect(await seen(sites.find('a.test'))).toEqual(['looked up', 'none'])
})

test('a host that is being read because it moved is not left as it was when another deployment is deleted', async () => {
  const { sites, move } = await open()
  await sites.find('a.test')
  await move('a.test', 'dpl-2')
  const refreshed = sites.refresh('a.test')
  await Promise.all([sites.forgetDeployment('dpl-3'), refreshed])
  expect(await seen(sites.find('a.test'))).toEqual(['at once', 'production dpl-2'])
})

test('T9 explode: made-up hosts push out only each other', async () => {
  const { sites } = await open()
  await sites.find('a.test')
  for (let n = 0; n < 1_001; n++) await sites.find(`${n}.nobody.test`)
  expect(await seen(sites.find('0.nobody.test'))).toEqual(['looked up', 'none'])
  expect(await seen(sites.find('1000.nobody.test'))).toEqual(['at once', 'none'])
  expect(await seen(sites.find('a.test'))).toEqual(['at once', 'production dpl-1'])
})
