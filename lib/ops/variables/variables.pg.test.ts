import { randomBytes } from 'node:crypto'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { findAuditFault } from '@/db/queries/audit'
import { readJournalAfter } from '@/db/queries/purges/journal'
import { audit } from '@/db/schema/access'
import { journal } from '@/db/schema/journal'
import { variables } from '@/db/schema/variables'
import { openTestDb } from '@/db/testing'
import { ProjectVariables } from '@/lib/adapters/postgres/project-variables'
import { createSecretBox } from '@/lib/adapters/secrets/secret-box'
import { removeVariableInput, setVariableInput } from '@/lib/contract/variables'
import { createProject } from '@/lib/ops/projects/create-project'
import { testContext, tokenActor } from '@/lib/ops/testing'
import { listVariables } from '@/lib/ops/variables/list-variables'
import { removeVariable } from '@/lib/ops/variables/remove-variable'
import { setVariable } from '@/lib/ops/variables/set-variable'

const pool = await openTestDb()
afterAll(() => pool.close())
const { db } = pool
const newBox = () => createSecretBox({ setting: randomBytes(32).toString('base64'), dataDir: '' })
const box = newBox()
const contextFor = (actor = testContext(db).actor, secrets = box) => testContext(db, actor, secrets)
const ctx = contextFor()
const VALUE = 'swordfish-and-more'

beforeEach(async () => {
  await pool.sql`truncate projects, variables, audit, journal cascade`
  await createProject(ctx, { project: 'shop' })
})

const wish = (parts: object = {}) =>
  setVariableInput.parse({ project: 'shop', name: 'CMS_TOKEN', value: VALUE, ...parts })
async function valuesOf(environment: 'production' | 'preview', from = box) {
  const [project] = await pool.sql`select id from projects where name = 'shop'`
  return new ProjectVariables(db, from).of({ projectId: project?.id, environment })
}

test('a variable is set for both environments, is told without its value, and functions get it', async () => {
  const { seq, variables: set } = await setVariable(ctx, wish())
  expect(set).toMatchObject([
    { project: 'shop', name: 'CMS_TOKEN', environment: 'preview', setBy: 'ana@example.com', key: 'current' },
    { project: 'shop', name: 'CMS_TOKEN', environment: 'production', setBy: 'ana@example.com', key: 'current' },
  ])
  expect((await listVariables(ctx, { project: 'shop' })).variables).toEqual(set)
  expect(await valuesOf('production')).toEqual({ CMS_TOKEN: VALUE })
  const { rows } = await readJournalAfter(db, seq - 1)
  expect(rows).toMatchObject([{ seq, kind: 'environment', environment: null }])
})

test('setting it again in one environment changes that one alone', async () => {
  await setVariable(ctx, wish())
  await setVariable(contextFor(tokenActor(['deploy'])), wish({ value: 'other', environments: ['preview'] }))
  expect(await valuesOf('production')).toEqual({ CMS_TOKEN: VALUE })
  expect(await valuesOf('preview')).toEqual({ CMS_TOKEN: 'other' })
  const { variables: told } = await listVariables(ctx, { project: 'shop' })
  expect(told.map(({ environment, setBy }) => [environment, setBy])).toEqual([
    ['preview', 'token:ci'],
    ['production', 'ana@example.com'],
  ])
  expect(told[0]?.fingerprint).not.toBe(told[1]?.fingerprint)
})

test('a removed variable is gone where it was named, and removing it again is refused', async () => {
  await setVariable(ctx, wish())
  const { seq } = await removeVariable(ctx, { project: 'shop', name: 'CMS_TOKEN', environment: 'preview' })
  expect((await readJournalAfter(db, seq - 1)).rows).toMatchObject([{ kind: 'environment', environment: 'preview' }])
  expect([await valuesOf('production'), await valuesOf('preview')]).toEqual([{ CMS_TOKEN: VALUE }, {}])
  await removeVariable(ctx, { project: 'shop', name: 'CMS_TOKEN' })
  await expect(removeVariable(ctx, { project: 'shop', name: 'CMS_TOKEN' })).rejects.toMatchObject({ code: 'not_found' })
})

test('no table holds the value: not the variables, not the journal, not the audit', async () => {
  await setVariable(ctx, wish())
  await removeVariable(ctx, { project: 'shop', name: 'CMS_TOKEN', environment: 'preview' })
  const [sealed, rows, trail] = [
    await db.select().from(variables),
    await db.select().from(journal),
    await db.select().from(audit),
  ]
  const stored =
    JSON.stringify([sealed, rows, trail]) + sealed.map((row) => Buffer.from(row.sealed).toString('latin1')).join()
  expect(stored).not.toContain('swordfish')
  expect(trail.map(({ action, details }) => [action, details]).slice(1)).toEqual([
    [
      'variables.set',
      {
        name: 'CMS_TOKEN',
        environments: ['production', 'preview'],
        replacedIn: [],
        before: { setIn: [] },
        after: { setIn: ['preview', 'production'] },
      },
    ],
    [
      'variables.remove',
      {
        name: 'CMS_TOKEN',
        environments: ['preview'],
        before: { setIn: ['preview', 'production'] },
        after: { setIn: ['production'] },
      },
    ],
  ])
  expect(await findAuditFault(db)).toBeNull()
})

test('whoever may not is refused and nothing changes', async () => {
  const reader = contextFor(tokenActor(['read', 'purge']))
  await expect(setVariable(reader, wish())).rejects.toMatchObject({ code: 'forbidden' })
  await expect(setVariable(contextFor(tokenActor(['admin'], 'prj_other')), wish())).rejects.toMatchObject({
    code: 'not_found',
  })
  await expect(listVariables(contextFor({ kind: 'anonymous' }), { project: 'shop' })).rejects.toMatchObject({
    code: 'unauthorized',
  })
  await setVariable(ctx, wish())
  await expect(removeVariable(reader, { project: 'shop', name: 'CMS_TOKEN' })).rejects.toMatchObject({
    code: 'forbidden',
  })
  expect((await listVariables(reader, { project: 'shop' })).variables).toHaveLength(2)
})

test.each([
  'PATH',
  'node_options',
  'NODE_ENV',
  'LD_PRELOAD',
  'HOME',
  'NODE_CHANNEL_FD',
  'FRESHET_X',
  '1A',
  'A-B',
  'A=B',
  '',
])('the name %j is refused', (name) => {
  expect(setVariableInput.safeParse({ project: 'shop', name, value: 'x' }).success).toBe(false)
  expect(removeVariableInput.safeParse({ project: 'shop', name }).success).toBe(false)
})

test('an environment holds 64 KB of names and values, also when two are set at once', async () => {
  const big = (name: string) => wish({ name, value: 'x'.repeat(40_000), environments: ['production'] })
  const outcomes = await Promise.allSettled([setVariable(ctx, big('A')), setVariable(ctx, big('B'))])
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  // What is replaced makes room for what replaces it; the other environment has room of its own.
  const [kept] = (await listVariables(ctx, { project: 'shop' })).variables
  await setVariable(ctx, { ...big(kept?.name ?? ''), value: 'y'.repeat(65_535) })
  await setVariable(ctx, { ...big('C'), environments: ['preview'] })
  await expect(setVariable(ctx, { ...big('D'), value: '' })).rejects.toMatchObject({ code: 'invalid' })
  expect(setVariableInput.safeParse({ project: 'shop', name: 'A', value: 'é'.repeat(32_769) }).success).toBe(false)
})

test('with another key values are told as missing, functions get none, and setting or removing them mends it', async () => {
  await setVariable(ctx, wish())
  await setVariable(ctx, wish({ name: 'OTHER' }))
  const other = newBox()
  const elsewhere = contextFor(ctx.actor, other)
  const keys = async () =>
    (await listVariables(elsewhere, { project: 'shop' })).variables.map(({ name, key }) => [name, key])
  expect((await keys()).slice(0, 2)).toEqual([
    ['CMS_TOKEN', 'missing'],
    ['CMS_TOKEN', 'missing'],
  ])
  await expect(valuesOf('production', other)).rejects.toThrow(/FRESHET_SECRET_KEY/)
  await setVariable(elsewhere, wish())
  await removeVariable(elsewhere, { project: 'shop', name: 'OTHER' })
  expect(await valuesOf('production', other)).toEqual({ CMS_TOKEN: VALUE })
})

test('a machine without a key makes none while variables need that of another', async () => {
  await setVariable(ctx, wish())
  const asked: boolean[] = []
  const keyless: typeof box = {
    ...box,
    seal: (place, value, options) => {
      asked.push(options.mayMakeKey)
      return box.seal(place, value, options)
    },
  }
  await setVariable(contextFor(ctx.actor, keyless), wish())
  await removeVariable(ctx, { project: 'shop', name: 'CMS_TOKEN' })
  await setVariable(contextFor(ctx.actor, keyless), wish({ environments: ['preview'] }))
  expect(asked).toEqual([false, false, true])
})

test('what was read stays known until it is forgotten, and a failed read is tried again', async () => {
  await setVariable(ctx, wish())
  const [project] = await pool.sql`select id from projects where name = 'shop'`
  const place = { projectId: String(project?.id), environment: 'production' } as const
  const known = new ProjectVariables(db, box)
  const first = await known.of(place)
  await setVariable(ctx, wish({ value: 'new' }))
  expect(await known.of(place)).toBe(first)
  known.forget(place.projectId, 'preview')
  expect(await known.of(place)).toBe(first)
  known.forget(place.projectId, null)
  expect(await known.of(place)).toEqual({ CMS_TOKEN: 'new' })

  const closed = new ProjectVariables(db, newBox())
  await expect(closed.of(place)).rejects.toThrow()
  await removeVariable(ctx, { project: 'shop', name: 'CMS_TOKEN' })
  expect(await closed.of(place)).toEqual({})
})
