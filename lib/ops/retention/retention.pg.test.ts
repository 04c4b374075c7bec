import { afterAll, beforeEach, expect, test } from 'vitest'
import { findProject } from '@/db/queries/projects'
import { openTestDb } from '@/db/testing'
import { createPostgresEntryStore } from '@/lib/adapters/postgres/entry-store'
import { bodyOf, entryOf, generationOf, idOf, T0 } from '@/lib/engine/contract-tests/builders'
import { getRetention } from '@/lib/ops/retention/get-retention'
import { planRetention } from '@/lib/ops/retention/plan-retention'
import { setRetention } from '@/lib/ops/retention/set-retention'
import { deploy, testContext, tokenActor } from '@/lib/ops/testing'

const pool = await openTestDb()
afterAll(() => pool.close())
const { db, sql } = pool
const ctx = testContext(db)
const project = 'shop'

beforeEach(async () => {
  await sql`truncate projects, deployments, domains, blobs, entries, entry_groups, generations, versions, audit cascade`
  await deploy(ctx, { project })
})

test('it tells what is kept, what of that is served, and how much it may be', async () => {
  const projectId = (await findProject(db, project))?.id ?? ''
  const store = createPostgresEntryStore(db)
  for (const text of ['one', 'three']) {
    await store.commit(generationOf([entryOf({ id: idOf({ projectId }), version: { body: bodyOf(text) } })]))
  }
  expect(await getRetention(ctx, { project })).toEqual({
    project,
    versions: { count: 2, bytes: 8, budgetBytes: 10 * 1024 ** 3 },
    entries: { count: 1, bytes: 5 },
    values: { count: 0, bytes: 0, budgetBytes: 1024 ** 3 },
  })
})

test('budgets are set one by one, and the audit tells what each was before', async () => {
  await setRetention(ctx, { project, versionBudgetBytes: 5_000_000 })
  const kept = await setRetention(ctx, { project, valueBudgetBytes: 6_000_000 })
  expect([kept.versions.budgetBytes, kept.values.budgetBytes]).toEqual([5_000_000, 6_000_000])
  expect(await sql`select details from audit where action = 'retention.set' order by id`).toMatchObject([
    { details: { before: { versionBudgetBytes: 10 * 1024 ** 3 }, after: { versionBudgetBytes: 5_000_000 } } },
    { details: { before: { valueBudgetBytes: 1024 ** 3 }, after: { valueBudgetBytes: 6_000_000 } } },
  ])
})

test('it refuses a change of nothing, a token without admin, and a project that is not there', async () => {
  await expect(setRetention(ctx, { project })).rejects.toMatchObject({ code: 'invalid' })
  const deployer = testContext(db, tokenActor(['deploy']))
  await expect(setRetention(deployer, { project, valueBudgetBytes: 6_000_000 })).rejects.toMatchObject({
    code: 'forbidden',
  })
  await expect(getRetention(ctx, { project: 'nowhere' })).rejects.toMatchObject({ code: 'not_found' })
})

test('two changes at once both count', async () => {
  await Promise.all([
    setRetention(ctx, { project, versionBudgetBytes: 7_000_000 }),
    setRetention(ctx, { project, valueBudgetBytes: 8_000_000 }),
  ])
  const kept = await getRetention(ctx, { project })
  expect([kept.versions.budgetBytes, kept.values.budgetBytes]).toEqual([7_000_000, 8_000_000])
})

test('a plan tells what smaller budgets would remove, oldest first, and that what is served stays; nothing changes', async () => {
  const projectId = (await findProject(db, project))?.id ?? ''
  const store = createPostgresEntryStore(db)
  const [one, two, served] = [2_000_000, 3_000_000, 4_000_000]
  const bodies = [one, two, served].map((size) => bodyOf('.'.repeat(size)))
  for (const [at, body] of bodies.entries()) {
    await store.commit(
      generationOf([entryOf({ id: idOf({ projectId }), stamp: at, version: { body } })], {
        stamp: at,
        endedAtMs: T0 + at,
      }),
    )
  }
  const before = await getRetention(ctx, { project })
  const reader = testContext(db, tokenActor(['read']))
  expect(await planRetention(reader, { project })).toMatchObject({ versions: { excessBytes: 0, count: 0, bytes: 0 } })
  const little = await planRetention(reader, { project, versionBudgetBytes: before.versions.bytes - 1 })
  expect(little.versions).toMatchObject({ excessBytes: 1, count: 1, bytes: one, isLeast: false })
  const much = await planRetention(reader, { project, versionBudgetBytes: 1_048_576 })
  expect(much.versions).toMatchObject({ count: 2, bytes: one + two })
  expect(await getRetention(ctx, { project })).toEqual(before)
})
