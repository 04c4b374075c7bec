import { afterAll, beforeEach, expect, test } from 'vitest'
import { audit } from '@/db/schema/access'
import { projects } from '@/db/schema/projects'
import { openTestDb } from '@/db/testing'
import { createProject } from '@/lib/ops/projects/create-project'
import { deploy, testContext, tokenActor } from '@/lib/ops/testing'

const pool = await openTestDb()
afterAll(() => pool.close())
const { db } = pool
const ctx = testContext(db)

beforeEach(async () => {
  await pool.sql`truncate projects, audit cascade`
})

test('a project is made empty, is audited, and its first deploy finds it', async () => {
  expect(await createProject(ctx, { project: 'shop' })).toEqual({ project: 'shop' })
  await deploy(ctx, { project: 'shop' })
  expect(
    (await db.select().from(projects)).map(({ name, promotesAutomatically }) => [name, promotesAutomatically]),
  ).toEqual([['shop', true]])
  expect((await db.select().from(audit))[0]).toMatchObject({ action: 'projects.create', actor: 'ana@example.com' })
})

test.each([
  ['whoever may only read', testContext(db, tokenActor(['read'])), 'shop', 'forbidden'],
  ['a token of another project', testContext(db, tokenActor(['admin'], 'prj_other')), 'shop', 'forbidden'],
  ['nobody', testContext(db, { kind: 'anonymous' }), 'shop', 'unauthorized'],
  ['the name of a page of the dashboard', ctx, 'sign-in', 'invalid'],
])('no project is made for %s', async (_title, who, project, code) => {
  await expect(createProject(who, { project })).rejects.toMatchObject({ code })
  expect(await db.select().from(projects)).toEqual([])
})

test('of several who want one name at once, one gets it', async () => {
  const outcomes = await Promise.allSettled([1, 2, 3, 4].map(() => createProject(ctx, { project: 'shop' })))
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await db.select().from(audit)).toHaveLength(1)
})
