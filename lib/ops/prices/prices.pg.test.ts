import { afterAll, beforeEach, expect, test } from 'vitest'
import { audit } from '@/db/schema/access'
import { openTestDb } from '@/db/testing'
import { chooseSheetInput, type SaveSheetInput, saveSheetInput } from '@/lib/contract/price-sheets'
import { chooseSheet } from '@/lib/ops/prices/choose-sheet'
import { getProjectPrices } from '@/lib/ops/prices/get-project-prices'
import { getSheet } from '@/lib/ops/prices/get-sheet'
import { listSheets } from '@/lib/ops/prices/list-sheets'
import { marginalCost } from '@/lib/ops/prices/marginal-cost'
import { saveSheet } from '@/lib/ops/prices/save-sheet'
import { sheetOfMonth } from '@/lib/ops/prices/sheet-of-month'
import { requireProject } from '@/lib/ops/require-project'
import { deploy, testContext, tokenActor } from '@/lib/ops/testing'

const pool = await openTestDb()
afterAll(() => pool.close())
const { db } = pool
const ctx = testContext(db)
const project = 'shop'
const fra = { provider: 'vercel', plan: 'pro', region: 'fra1' }
const month = new Date().toISOString().slice(0, 7)

beforeEach(async () => {
  await pool.sql`truncate projects, deployments, deployment_blobs, domains, blobs, audit, journal cascade`
  await pool.sql`delete from price_sheets where version > 1 or actor <> 'Freshet'`
  await deploy(ctx)
})

/** The sheet of fra1 with another price of a write. */
async function edited(price: string, basedOn = 1): Promise<SaveSheetInput> {
  const { sheet } = await getSheet(ctx, fra)
  const lines = sheet.lines.map((line) =>
    line.metric === 'writeUnits' ? { ...line, price: { kind: 'flat' as const, amount: price } } : line,
  )
  return saveSheetInput.parse({ ...sheet, lines, basedOn })
}

const writePrice = async (of = month) => {
  const { id } = await requireProject(ctx, 'read', project)
  const { row } = await sheetOfMonth(db, { projectId: id, month: of })
  const sheet = (await getSheet(ctx, { ...row })).sheet
  return [row.region, row.version, sheet.lines.find(({ metric }) => metric === 'writeUnits')?.price]
}

test('a new Freshet has sheets of every region and plan, with source, date and confidence on each line', async () => {
  const { sheets } = await listSheets(ctx)
  expect(sheets).toHaveLength(4 * 20 + 2)
  expect(new Set(sheets.map(({ provider, plan }) => `${provider} ${plan}`))).toEqual(
    new Set([
      ...['own machines', 'vercel enterprise', 'vercel hobby', 'vercel pro', 'vercel pro-2025', 'vercel pro-flat'],
    ]),
  )
  const read = await Promise.all(sheets.map((sheet) => getSheet(ctx, sheet)))
  expect(read.every(({ sheet }) => sheet.lines.every(({ source }) => source !== ''))).toBe(true)
  const { sheet } = await getSheet(ctx, { provider: 'vercel', plan: 'hobby', region: 'gru1' })
  expect(
    sheet.lines.map(({ metric, price, per, included, confidence }) => [metric, price, per, included, confidence]),
  ).toEqual([
    ['requests', { kind: 'flat', amount: '3.2' }, 1_000_000, '1000000', 'medium'],
    ['readUnits', { kind: 'flat', amount: '0.64' }, 1_000_000, '1000000', 'low'],
    ['writeUnits', { kind: 'flat', amount: '6.4' }, 1_000_000, '200000', 'low'],
    ['invocations', { kind: 'flat', amount: '0.6' }, 1_000_000, '1000000', 'high'],
    ['cpuUs', { kind: 'flat', amount: '0.221' }, 1, '4', 'high'],
    ['memoryMbMs', { kind: 'flat', amount: '0.0183' }, 1, '360', 'high'],
    ['visitorBytes', { kind: 'flat', amount: '0.22' }, 1, '100', 'low'],
    ['originBytes', { kind: 'flat', amount: '0.41' }, 1, '10', 'low'],
  ])
})

test('a project is priced by the sheet that was chosen, from the month under way on', async () => {
  expect(await getProjectPrices(ctx, { project })).toMatchObject({
    isDefault: true,
    sheet: { region: 'iad1' },
    choices: [],
  })
  const chosen = await chooseSheet(ctx, { project, ...fra })
  expect(chosen).toMatchObject({ isDefault: false, sheet: { ...fra, version: 1 }, choices: [{ month, sheet: fra }] })
  expect(await writePrice('2026-01')).toEqual(['iad1', 1, { kind: 'flat', amount: '4' }])
  expect(await writePrice()).toEqual(['fra1', 1, { kind: 'flat', amount: '5.2' }])
  expect((await db.select().from(audit)).at(-1)).toMatchObject({
    action: 'prices.choose',
    details: { before: { region: 'iad1', version: 1 }, after: { ...fra, version: 1 } },
  })
})

test('an edit is a version of its own, and months before it keep their price', async () => {
  await chooseSheet(ctx, { project, ...fra })
  await pool.sql`update project_sheets set month = '2026-02'`
  const saved = await saveSheet(ctx, await edited('7'))
  expect(saved).toMatchObject({ ...fra, version: 2, actor: 'ana@example.com' })
  expect(await writePrice('2026-02')).toEqual(['fra1', 1, { kind: 'flat', amount: '5.2' }])
  expect(await writePrice('2026-10')).toEqual(['fra1', 1, { kind: 'flat', amount: '5.2' }])
  expect(await writePrice()).toEqual(['fra1', 2, { kind: 'flat', amount: '7' }])
  expect((await getSheet(ctx, fra)).versions.map(({ version }) => version)).toEqual([2, 1])
  expect((await getSheet(ctx, { ...fra, version: 1 })).sheet.lines[2]?.price).toEqual({ kind: 'flat', amount: '5.2' })
  expect((await db.select().from(audit)).at(-1)).toMatchObject({
    action: 'prices.save',
    details: { ...fra, followers: 1, before: { version: 1 }, after: { version: 2 } },
  })
})

test('where nobody chose, a month is priced by what the first sheet said in that month', async () => {
  const { sheet } = await getSheet(ctx, { ...fra, region: 'iad1' })
  await saveSheet(ctx, saveSheetInput.parse({ ...sheet, basedOn: 1 }))
  await pool.sql`update price_sheets set created_at = '2026-03-31T23:59:59Z' where region = 'iad1' and plan = 'pro' and version = 1`
  await pool.sql`update price_sheets set created_at = '2026-04-01T00:00:00Z' where region = 'iad1' and plan = 'pro' and version = 2`
  const versions = await Promise.all(
    ['2025-01', '2026-03', '2026-04', month].map(async (of) => (await writePrice(of))[1]),
  )
  expect(versions).toEqual([1, 1, 2, 2])
})

test('of two edits of one version the second is refused; a project that is chosen for meanwhile gets the new one', async () => {
  const edits = await Promise.allSettled([saveSheet(ctx, await edited('7')), saveSheet(ctx, await edited('8'))])
  expect(edits.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  expect(edits.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } })
  await Promise.all([saveSheet(ctx, await edited('9', 2)), chooseSheet(ctx, { project, ...fra })])
  expect(await writePrice()).toEqual(['fra1', 3, { kind: 'flat', amount: '9' }])
})

test('a provider, plan, region or version that is not there is refused, and the known ones are named', async () => {
  const choose = (place: Partial<typeof fra>) => chooseSheet(ctx, { project, ...fra, ...place })
  await expect(choose({ provider: 'acme' })).rejects.toMatchObject({
    code: 'not_found',
    details: { reason: 'unknown_provider' },
  })
  await expect(choose({ plan: 'free' })).rejects.toMatchObject({ details: { reason: 'unknown_plan' } })
  await expect(choose({ region: 'xyz1' })).rejects.toMatchObject({
    code: 'not_found',
    message: expect.stringMatching(
      /^There is no price sheet of the region “xyz1” in vercel pro. Known: arn1, bom1, .*yul1\.$/,
    ),
    details: { reason: 'unknown_region' },
  })
  await expect(getSheet(ctx, { ...fra, version: 9 })).rejects.toMatchObject({ details: { reason: 'unknown_version' } })
  expect(chooseSheetInput.safeParse({ project, ...fra, region: "'; drop" }).success).toBe(false)
})

test('a sheet that is broken is refused by name, hides no other, and keeps nobody from a purge', async () => {
  const { id } = await requireProject(ctx, 'read', project)
  await chooseSheet(ctx, { project, ...fra })
  await pool.sql`insert into price_sheets (id, provider, plan, region, version, terms, actor)
    values ('sht_broken', 'vercel', 'pro', 'fra1', 2, '{"name": "x", "currency": "USD", "lines": [{"metric": "seats"}]}', 'me')`
  await pool.sql`update project_sheets set sheet_id = 'sht_broken'`
  await expect(getProjectPrices(ctx, { project })).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('The price sheet vercel pro fra1, version 2, is broken at “lines.0.metric”'),
    details: { reason: 'price_sheet_broken', sheet: 'sht_broken' },
  })
  await expect(chooseSheet(ctx, { project, ...fra })).rejects.toMatchObject({ code: 'conflict' })
  expect((await listSheets(ctx)).sheets.find(({ id: sheetId }) => sheetId === 'sht_broken')).toMatchObject({
    currency: '',
  })
  expect(await marginalCost(ctx, id, { writeUnits: 5 })).toMatchObject({ amount: null })
  await chooseSheet(ctx, { project, ...fra, region: 'cdg1' })
  expect(await marginalCost(ctx, id, { writeUnits: 5 })).toMatchObject({
    amount: '0.000024',
    sheet: 'Vercel Pro, cdg1',
  })
})

test('who may not administer changes no price, and a token of one project no sheet', async () => {
  const { id } = await requireProject(ctx, 'read', project)
  const deployer = testContext(db, tokenActor(['deploy']))
  await expect(chooseSheet(deployer, { project, ...fra })).rejects.toMatchObject({ code: 'forbidden' })
  await expect(saveSheet(deployer, await edited('7'))).rejects.toMatchObject({ code: 'forbidden' })
  const confined = testContext(db, tokenActor(['admin'], id))
  await expect(saveSheet(confined, await edited('7'))).rejects.toMatchObject({ code: 'forbidden' })
  expect(await chooseSheet(confined, { project, ...fra })).toMatchObject({ sheet: fra })
})
