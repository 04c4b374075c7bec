import { expect, test } from 'vitest'
import { insertAssets } from '@/db/queries/deployments/deployment-assets'
import { deployments } from '@/db/schema/deployments'
import { projects } from '@/db/schema/projects'
import { PostgresEarlierAssets } from '@/lib/adapters/postgres/earlier-assets'
import { shareTestDb } from '@/lib/adapters/postgres/testing'

const openDatabase = shareTestDb()
const PROJECT = 'prj_1'

/** Two deployments that were production, the second last; one that never was, one that is deleted: all have `/a-1.js`. */
async function open(options: ConstructorParameters<typeof PostgresEarlierAssets>[1] = {}) {
  const pool = await openDatabase()
  const { db } = pool
  await db.insert(projects).values({ id: PROJECT, name: 'site' })
  const common = { projectId: PROJECT, manifest: {}, createdSeq: 0, fileCount: 0, sizeBytes: 0, createdBy: 'test' }
  const [first, second, third] = ['2026-01-01', '2026-01-02', '2026-01-03'].map((day) => new Date(day))
  await db.insert(deployments).values([
    { id: 'dpl-1', state: 'ready', promotedAt: first, buildId: 'build-1', ...common },
    { id: 'dpl-2', state: 'ready', promotedAt: second, ...common },
    { id: 'dpl-preview', state: 'ready', ...common },
    { id: 'dpl-gone', state: 'deleted', promotedAt: third, ...common },
  ])
  const asset = { path: '/a-1.js', sizeBytes: 1, contentType: 'text/javascript' }
  for (const deploymentId of ['dpl-1', 'dpl-2', 'dpl-preview', 'dpl-gone']) {
    await db.transaction((tx) =>
      insertAssets(tx, { projectId: PROJECT, deploymentId, assets: [{ ...asset, sha256: deploymentId }] }),
    )
  }
  return { ...pool, assets: new PostgresEarlierAssets(db, options) }
}

test('of all that have the path the one promoted last gives the file', async () => {
  const { assets } = await open()
  expect(await assets.find(PROJECT, '/a-1.js', null)).toEqual({
    deploymentId: 'dpl-2',
    file: { sha256: 'dpl-2', sizeBytes: 1 },
    contentType: 'text/javascript',
    isNamed: false,
  })
})

test.each([
  ['its id', 'dpl-1', { deploymentId: 'dpl-1', isNamed: true }],
  ['what its build calls itself', 'build-1', { deploymentId: 'dpl-1', isNamed: true }],
  ['a name that nobody has', 'build-9', { deploymentId: 'dpl-2', isNamed: false }],
  ['one that was never production', 'dpl-preview', { deploymentId: 'dpl-2', isNamed: false }],
  ['one that was deleted', 'dpl-gone', { deploymentId: 'dpl-2', isNamed: false }],
])('a deployment named by %s', async (_title, named, expected) => {
  const { assets } = await open()
  expect(await assets.find(PROJECT, '/a-1.js', named)).toMatchObject(expected)
})

test('another project has none of it', async () => {
  const { assets } = await open()
  expect(await assets.find('prj_2', '/a-1.js', null)).toBeUndefined()
})

test('what nobody has is asked for once, until a deployment comes or goes; memory stays bounded', async () => {
  const { assets, sql } = await open({ limit: 5 })
  for (let at = 0; at < 20; at++) await assets.find(PROJECT, `/none-${at}.js`, null)
  expect(assets.size).toBe(5)
  await sql`alter table deployment_assets rename to elsewhere`
  try {
    expect(await assets.find(PROJECT, '/none-19.js', null)).toBeUndefined()
    assets.forgetAll()
    await expect(assets.find(PROJECT, '/none-19.js', null)).rejects.toThrow()
  } finally {
    await sql`alter table elsewhere rename to deployment_assets`
  }
  // A failure is not remembered.
  expect(await assets.find(PROJECT, '/none-19.js', null)).toBeUndefined()
})

test('a flood of made-up paths waits in a line of its own, and what does not fit is told to be unknown', async () => {
  const { assets } = await open({ waiting: 2 })
  const asked = await Promise.allSettled(
    Array.from({ length: 8 }, (_, at) => assets.find(PROJECT, `/x-${at}.js`, null)),
  )
  expect(asked.map(({ status }) => status)).toEqual([...Array(5).fill('fulfilled'), ...Array(3).fill('rejected')])
})

test('a path is found by one index look-up, however many files there are', async () => {
  const { sql } = await open()
  await sql`insert into deployment_assets select ${PROJECT}, '/f-' || n || '.js', 'dpl-1', 'x', 1, 'x' from generate_series(1, 20000) n`
  await sql`analyze deployment_assets`
  const plan = await sql`explain select * from deployment_assets where project_id = ${PROJECT} and path = '/f-77.js'`
  expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/Index (?:Only )?Scan|Bitmap Index Scan/)
})
