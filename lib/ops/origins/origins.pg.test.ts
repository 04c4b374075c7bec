import { afterAll, beforeEach, expect, test } from 'vitest'
import { audit } from '@/db/schema/access'
import { openTestDb } from '@/db/testing'
import { createAllowedOrigins } from '@/lib/adapters/postgres/allowed-origins'
import { changeOriginInput } from '@/lib/contract/origins'
import { allowOrigin } from '@/lib/ops/origins/allow-origin'
import { forbidOrigin } from '@/lib/ops/origins/forbid-origin'
import { listOrigins } from '@/lib/ops/origins/list-origins'
import { requireProject } from '@/lib/ops/require-project'
import { deploy, testContext, tokenActor } from '@/lib/ops/testing'

const pool = await openTestDb()
afterAll(() => pool.close())
const { db } = pool
const ctx = testContext(db)
const project = 'shop'
const origin = 'http://10.0.0.5:8080'

beforeEach(async () => {
  await pool.sql`truncate projects, deployments, deployment_blobs, domains, blobs, audit, journal cascade`
  await deploy(ctx)
})

test('an origin that is allowed is one that edges may reach, until it is forbidden', async () => {
  const { id } = await requireProject(ctx, 'read', project)
  let nowMs = 0
  const isAllowed = createAllowedOrigins(db, { keptMs: 10, monotonicMs: () => nowMs })
  expect(await isAllowed(id, origin)).toBe(false)
  expect(await allowOrigin(ctx, { project, origin })).toEqual({ origins: [origin] })
  expect(await isAllowed(id, origin)).toBe(false)
  nowMs = 10
  expect(await isAllowed(id, origin)).toBe(true)
  expect(await isAllowed('prj_other', origin)).toBe(false)
  expect(await listOrigins(ctx, { project })).toEqual({ origins: [origin] })
  expect(await forbidOrigin(ctx, { project, origin })).toEqual({ origins: [] })
  nowMs = 20
  expect(await isAllowed(id, origin)).toBe(false)
  expect((await db.select().from(audit)).slice(-2).map(({ action }) => action)).toEqual([
    'origins.allow',
    'origins.forbid',
  ])
})

test('who may deploy may not open the networks of the machine', async () => {
  const deployer = testContext(db, tokenActor(['deploy']))
  await expect(allowOrigin(deployer, { project, origin })).rejects.toMatchObject({ code: 'forbidden' })
  await expect(forbidOrigin(deployer, { project, origin })).rejects.toMatchObject({ code: 'forbidden' })
  await expect(forbidOrigin(ctx, { project, origin })).rejects.toMatchObject({ code: 'not_found' })
})

test('of several that are allowed at once none is lost', async () => {
  const ports = [1, 2, 3, 4]
  await Promise.all(ports.map((port) => allowOrigin(ctx, { project, origin: `http://10.0.0.5:${port}` })))
  expect((await listOrigins(ctx, { project })).origins).toHaveLength(4)
})

test.each([
  ['http://10.0.0.5:8080', 'http://10.0.0.5:8080'],
  ['HTTP://Inside:80/', 'http://inside'],
  ['http://10.0.0.5/path', null],
  ['http://a:b@inside', null],
  ['ftp://inside', null],
  ['inside', null],
])('%s is read as %s', (text, expected) => {
  const parsed = changeOriginInput.safeParse({ project, origin: text })
  expect(parsed.success ? parsed.data.origin : null).toBe(expected)
})
