import { afterAll, beforeEach, expect, test } from 'vitest'
import { openMigratedDb, openTestDb } from '@/db/testing'
import { listAuditInput } from '@/lib/contract/audit'
import { exportAudit } from '@/lib/ops/audit/export-audit'
import { listAudit } from '@/lib/ops/audit/list-audit'
import { verifyAudit } from '@/lib/ops/audit/verify-audit'
import { deploy, testContext, tokenActor } from '@/lib/ops/testing'
import { createToken } from '@/lib/ops/tokens/create-token'
import { logAuditHead } from '@/lib/server/audit-heads'

const pool = await openTestDb()
afterAll(() => pool.close())
const { db } = pool
const ctx = testContext(db)

beforeEach(async () => {
  await pool.sql`truncate projects, api_tokens, audit, journal cascade`
})

/** Rows 1 to 3 of tokens, by an operator; then those of a deploy, by a token. */
async function makeRows() {
  for (const name of ['one', 'two', '=cmd()']) await createToken(ctx, { name, scopes: ['read'] })
  await deploy(testContext(db, tokenActor(['deploy'])))
}

const search = async (input: object) => (await listAudit(ctx, listAuditInput.parse(input))).rows

test('the audit is searched by actor, action, project, time and text, page by page', async () => {
  await makeRows()
  const all = await search({})
  const ids = all.map(({ id }) => id)
  expect(ids).toEqual(ids.toSorted((one, other) => other - one))
  expect(await search({ actor: 'token:ci' })).toEqual(all.filter(({ actor }) => actor === 'token:ci'))
  expect(all.filter(({ token }) => token === 'tok_1')).toEqual(all.filter(({ actor }) => actor === 'token:ci'))
  // Ids of tokens are drawn by chance: that of another may begin so too, and is in the details of its making.
  expect(await search({ q: 'tok_1' })).toEqual(all.filter((row) => JSON.stringify(row).includes('tok_1')))
  expect((await search({ action: 'tokens' })).map(({ id }) => id)).toEqual([3, 2, 1])
  expect(await search({ action: 'tokens.create', q: 'TWO' })).toMatchObject([{ id: 2, details: { name: 'two' } }])
  expect(await search({ action: 'token' })).toEqual([])
  expect(await search({ q: '%' })).toEqual([])
  expect((await search({ project: 'shop' })).map(({ project }) => project)).toContain('shop')
  const second = all.find(({ id }) => id === 2)?.at ?? ''
  expect((await search({ from: second })).every(({ at }) => at >= second)).toBe(true)
  expect((await search({ until: second })).every(({ at }) => at < second)).toBe(true)
  const page = await listAudit(ctx, listAuditInput.parse({ limit: 2 }))
  expect(page).toMatchObject({ rows: all.slice(0, 2), next: ids[1], actors: ['ana@example.com', 'token:ci'] })
  expect(await search({ before: page.next ?? 0, limit: 1 })).toEqual(all.slice(2, 3))
})

test('a text is searched for in so many rows at a time, and the next page goes on where that ended', async () => {
  await createToken(ctx, { name: 'needle', scopes: ['read'] })
  const older = (await search({})).length
  await pool.sql`
    insert into audit (id, actor, action, details, previous_hash, hash)
    select ${older} + n, case when n % 2 = 0 then 'eve' else 'bob' end, 'tokens.create', '{"name": "hay"}', '', ''
    from generate_series(1, 20010) as n`
  const first = await listAudit(ctx, listAuditInput.parse({ q: 'needle' }))
  expect(first).toMatchObject({ rows: [], next: older + 11, searchedTo: older + 11 })
  expect(first.searchedSince).toBe((await search({ before: older + 11, limit: 1 }))[0]?.at)
  // What was found before the end of the search says no less that it was one.
  await createToken(ctx, { name: 'needle of late', scopes: ['read'] })
  const found = await listAudit(ctx, listAuditInput.parse({ q: 'needle' }))
  expect(found).toMatchObject({
    rows: [{ details: { name: 'needle of late' } }],
    next: older + 12,
    searchedTo: older + 12,
  })
  const second = await listAudit(ctx, listAuditInput.parse({ q: 'needle', before: first.next }))
  expect(second).toMatchObject({ rows: [{ id: 1, details: { name: 'needle' } }], next: null, searchedTo: null })
  // What else is asked for counts first: half of the rows are of this one.
  const ofBob = await listAudit(ctx, listAuditInput.parse({ q: 'needle', actor: 'bob' }))
  expect(ofBob).toMatchObject({ rows: [], next: null })
  const hay = await listAudit(ctx, listAuditInput.parse({ q: 'hay', limit: 2 }))
  expect(hay).toMatchObject({ next: older + 20_009, searchedTo: null })
  const { lines } = await exportAudit(ctx, { format: 'ndjson', q: 'needle' })
  const parts: string[] = []
  for await (const line of lines) parts.push(line)
  expect(parts.join('')).toContain('needle')
})

test('whoever is confined to a project sees its rows, and may not ask for the chain of all', async () => {
  await makeRows()
  const shop = (await pool.sql`select id from projects`)[0]?.id
  const confined = testContext(db, tokenActor(['admin'], shop))
  const { rows } = await listAudit(confined, listAuditInput.parse({}))
  expect(rows.length).toBeGreaterThan(0)
  expect(new Set(rows.map(({ project }) => project))).toEqual(new Set(['shop']))
  await expect(verifyAudit(confined, {})).rejects.toMatchObject({ code: 'forbidden' })
  await expect(
    listAudit(testContext(db, tokenActor(['read', 'purge', 'deploy'])), listAuditInput.parse({})),
  ).rejects.toMatchObject({ code: 'forbidden' })
})

test.each([
  ['csv', /^id,at,actor,action,project,ip,token,details,hash\r\n\d+,/],
  ['ndjson', /^\{"id":\d+,/],
] as const)('an export as %s holds every row that matches, and no formula', async (format, beginning) => {
  await makeRows()
  const { lines, fileName } = await exportAudit(ctx, { format, action: 'tokens' })
  const parts: string[] = []
  for await (const line of lines) parts.push(line)
  const text = parts.join('')
  expect(fileName).toBe(`audit.${format}`)
  expect(text).toMatch(beginning)
  expect(text.match(/tokens\.create/g)).toHaveLength(3)
  expect(text).not.toMatch(/(?:^|,)=/m)
})

test.each([
  ['changed', 'update audit set actor = $$eve$$'],
  ['removed', 'delete from audit'],
  ['emptied', 'truncate audit'],
  ['changed in the name of replication', 'set session_replication_role = replica; update audit set actor = $$eve$$'],
])('T27: the database of an operator refuses that rows of the audit are %s', async (_title, statement) => {
  const installed = await openMigratedDb()
  await createToken(testContext(installed.db), { name: 'one', scopes: ['read'] })
  await expect(installed.sql.unsafe(statement)).rejects.toThrow('rows of the audit are neither changed nor removed')
  expect(await installed.sql`select id, actor from audit`).toMatchObject([{ id: 1, actor: 'ana@example.com' }])
  await installed.close()
})

const untouched = async () => undefined

test.each([
  ['as written', untouched, null],
  [
    'a row changed',
    (sql: typeof pool.sql) => sql`update audit set actor = 'eve' where id = 2`,
    { id: 2, kind: 'changed' },
  ],
  [
    'details changed',
    (sql: typeof pool.sql) => sql`update audit set details = '{}' where id = 3`,
    { id: 3, kind: 'changed' },
  ],
  ['a row removed', (sql: typeof pool.sql) => sql`delete from audit where id = 2`, { id: 3, kind: 'gap' }],
  ['the first rows removed', (sql: typeof pool.sql) => sql`delete from audit where id < 3`, { id: 3, kind: 'gap' }],
] as const)(
  'T27: whoever takes the trigger away and alters the audit is found out: %s',
  async (_title, alter, fault) => {
    await makeRows()
    await pool.sql`alter table audit disable trigger user`
    await alter(pool.sql)
    await pool.sql`alter table audit enable always trigger audit_keeps_rows`
    expect(await verifyAudit(ctx, {})).toMatchObject({ fault, isIntact: fault === null })
  },
)

test('T27: a chain whose end was cut off is whole in itself, and a head noted down shows it', async () => {
  await makeRows()
  const { head } = await verifyAudit(ctx, {})
  const noted = `${head?.id}:${head?.hash}`
  expect(await verifyAudit(ctx, { noted })).toMatchObject({ isIntact: true, isNotedIntact: true })
  await pool.sql`alter table audit disable trigger user`
  await pool.sql`delete from audit where id > 1`
  expect(await verifyAudit(ctx, {})).toMatchObject({ isIntact: true, verifiedUpTo: 1 })
  expect(await verifyAudit(ctx, { noted })).toMatchObject({ isIntact: false, isNotedIntact: false, fault: null })
})

test('T27: the log is told the newest row, and what it was told can be asked for later', async () => {
  const told: { readonly auditHead?: string }[] = []
  const log = { info: (fields: object) => void told.push(fields), warn: () => undefined }
  await logAuditHead(db, log)
  expect(told).toEqual([])
  await makeRows()
  await logAuditHead(db, log)
  await createToken(ctx, { name: 'later', scopes: ['read'] })
  expect(await verifyAudit(ctx, { noted: told[0]?.auditHead })).toMatchObject({ isIntact: true, isNotedIntact: true })
})
