import { afterAll, beforeEach, expect, test } from 'vitest'
import { addMinuteCounts } from '@/db/queries/usage/counters'
import { openTestDb } from '@/db/testing'
import { projectCosts } from '@/lib/contract/projects'
import { usageInput } from '@/lib/contract/usage'
import { addProject, contextOf } from '@/lib/ops/paths/testing'
import { listProjectCosts } from '@/lib/ops/projects/list-project-costs'
import { tokenActor } from '@/lib/ops/testing'
import { getUsage } from '@/lib/ops/usage/get-usage'

const database = await openTestDb()
const { db, sql } = database
afterAll(() => database.close())

beforeEach(async () => {
  await sql`truncate projects, deployments, domains, minute_counts, hour_counts, day_counts cascade`
  await addProject(db)
  await addProject(db, { id: 'prj_shop', name: 'shop', domain: 'shop.localhost', deployment: 'dpl_bbbbbbbbbbbb' })
})

test('each project costs what its own usage page says of the month', async () => {
  const minute = new Date(Math.floor(Date.now() / 60_000) * 60_000)
  const place = { deploymentId: 'dpl_aaaaaaaaaaaa', domain: 'a.localhost', route: '/', region: 'local', minute }
  await db.transaction((tx) =>
    addMinuteCounts(tx, [
      { ...place, projectId: 'prj_almanac', hit: 90_000_000, writeUnits: 7_000_000 },
      { ...place, projectId: 'prj_shop', hit: 3 },
    ]),
  )
  const ctx = contextOf(db)
  const { costs } = projectCosts.parse(await listProjectCosts(ctx, {}))
  expect(costs.map(({ project }) => project).toSorted()).toEqual(['almanac', 'shop'])
  for (const { project, sheet, amount, currency } of costs) {
    expect(sheet).toBe('Vercel Pro, iad1')
    const { estimates } = await getUsage(ctx, usageInput.parse({ project, window: 'month' }))
    expect([project, { total: amount, currency }]).toEqual([
      project,
      expect.objectContaining({ total: amount, currency }),
    ])
    expect(estimates).toMatchObject([{ total: amount, currency }])
  }
  const [almanac, shop] = ['almanac', 'shop'].map((name) => costs.find(({ project }) => project === name)?.amount)
  expect(Number(almanac)).toBeGreaterThan(Number(shop))
})

test('a confined token is told of its project alone, a stranger of none', async () => {
  const { costs } = await listProjectCosts(contextOf(db, tokenActor(['read'], 'prj_shop')), {})
  expect(costs.map(({ project }) => project)).toEqual(['shop'])
  await expect(listProjectCosts(contextOf(db, { kind: 'anonymous' }), {})).rejects.toMatchObject({
    code: 'unauthorized',
  })
})

test('a project that is named is told alone; one that the token may not see is not found', async () => {
  const { costs } = await listProjectCosts(contextOf(db), { project: 'shop' })
  expect(costs.map(({ project }) => project)).toEqual(['shop'])
  const confined = contextOf(db, tokenActor(['read'], 'prj_shop'))
  await expect(listProjectCosts(confined, { project: 'almanac' })).rejects.toMatchObject({ code: 'not_found' })
})
