import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import postgres from 'postgres'
import { FRESHET, freshet, open, test } from './freshet.ts'

test('an operator sees what was used, prices it by another sheet, and a terminal tells the same', async ({
  page,
  site,
}) => {
  for (const path of ['/', '/', '/news', '/']) await site.visit(path)
  await open(page, `/${site.project}/usage`)
  const rows = page.getByRole('table', { name: 'Usage by route' })
  await expect(async () => {
    await page.reload()
    await expect(rows.getByRole('row').nth(1)).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await expect(page.getByText('A forecast needs 3 full days')).toBeVisible()
  await expect(page.getByRole('heading', { name: /^Estimate for / })).toBeVisible()

  // Full hours alone are looked at, and this Freshet has none yet.
  await expect(page.getByText('No traffic to try it on yet')).toBeVisible()

  await page.getByLabel('Tell apart by').selectOption('path')
  await expect(page).toHaveURL(/by=path/)
  const paths = page.getByRole('table', { name: 'Usage by path' })
  await expect(paths).toContainText('/news')
  await paths.getByRole('button', { name: 'List price' }).click()
  await expect(page).toHaveURL(/sort=amount/)

  await page.getByLabel('Region').selectOption('fra1')
  await page.getByRole('button', { name: 'Price by this sheet' }).click()
  await expect(page.getByText('Vercel Pro, fra1, version 1').first()).toBeVisible()
  await page.getByLabel('Provider').selectOption('own')
  await expect(page.getByLabel('Plan')).toHaveValue('machines')

  await page.getByRole('button', { name: 'Table' }).click()
  await expect(page.getByRole('table', { name: 'Usage over time' })).toBeVisible()
  await page.goBack()
  await page.getByLabel('Window').selectOption('custom')
  await page.getByLabel('From (UTC)').fill('2026-01-01T00:00')
  await page.getByLabel('Until (UTC)').fill('2026-01-02T00:00')
  await page.getByRole('button', { name: 'Show', exact: true }).click()
  await expect(
    page.getByText('Nothing was counted in this window').or(page.getByText('The usage could not be loaded')),
  ).toBeVisible()

  const shown = await freshet(['usage', '--project', site.project, '--by', 'path', '--csv'])
  expect(shown.stdout).toContain(',/news,')
  expect((await freshet(['prices', '--project', site.project])).stdout).toContain('fra1')
  const refused = await freshet(['prices', 'choose', 'vercel', 'pro', 'mars1', '--project', site.project])
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('Known: arn1, bom1') })
})

/** Prices that a bill can be computed by in the head: each part of it is told apart from the others. */
async function priceByHand(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Show and edit its lines…' }).click()
  const sheet = page.getByRole('dialog', { name: 'vercel pro cdg1' })
  const line = (name: string) => sheet.getByRole('group', { name, exact: true })
  for (const label of [/^Fee/, /^Credit/]) await sheet.getByLabel(label).fill('0')
  for (const name of [
    'ISR reads',
    'Function CPU',
    'Function memory',
    'Transfer with visitors',
    'Transfer behind the edge',
  ])
    await line(name)
      .getByLabel(/^USD per/)
      .fill('0')
  await line('ISR writes')
    .getByLabel(/^USD per/)
    .fill('1000000')
  await line('Invocations')
    .getByLabel(/^USD per/)
    .fill('500000')
  const requests = line('Requests')
  await requests.getByLabel('Price').selectOption('package')
  await requests.getByRole('button', { name: 'Add a step' }).click()
  await requests.getByLabel(/step 1: USD/).fill('5')
  await requests.getByLabel(/step 2: USD/).fill('12')
  // A step without an end before the last is refused, and the place is named.
  await expect(sheet.getByRole('alert')).toContainText('Requests, step 1, limit')
  await requests.getByLabel(/step 1: up to/).fill('10')
  await requests.getByLabel(/^Included/).fill('0')
  await sheet.getByRole('button', { name: 'Save as version 2' }).click()
  await expect(sheet).toBeHidden()
}

/** What was counted in the hour under way is told as of an hour ago: only full hours are looked at for an interval. */
async function anHourPasses(project: string): Promise<void> {
  const { databaseUrl } = JSON.parse(readFileSync(join(FRESHET.E2E_DATA_DIR, 'connection.json'), 'utf8'))
  const sql = postgres(databaseUrl, { max: 1 })
  for (const table of ['path_hours', 'hour_counts', 'hour_invocations'])
    await sql`update ${sql(table)} set hour = hour - interval '1 hour' where project_id = (select id from projects where name = ${project})`
  await sql.end()
}

test('see what a month cost and what an interval would change', async ({ page, site }) => {
  test.setTimeout(120_000)
  // Twelve requests for one page, and the one that waited for the site.
  for (let count = 0; count < 12; count++) await site.visit('/news')
  const told = async () => JSON.parse((await freshet(['usage', '--project', site.project, '--json'])).stdout)
  await expect.poll(async () => (await told()).totals.requests).toBe(13)
  const { writeUnits, invocations } = (await told()).totals
  expect([writeUnits, invocations]).toEqual([1, 1])
  await freshet(['prices', 'choose', 'vercel', 'pro', 'cdg1', '--project', site.project])

  await open(page, `/${site.project}/usage`)
  await priceByHand(page)
  const bill = page.getByRole('table', { name: 'Quantity × price − included' })
  const row = (name: RegExp) => bill.getByRole('row', { name })
  // 13 requests are a package of 12, one write unit is 1, one call a half.
  await expect(row(/^Requests/)).toContainText('12.00 USD')
  await expect(row(/^ISR writes/)).toContainText('1.00 USD')
  await expect(row(/^Invocations/)).toContainText('0.50 USD')
  await expect(row(/^Estimate/)).toContainText('13.50 USD')
  expect((await told()).estimates).toMatchObject([{ currency: 'USD', total: '13.5' }])

  await anHourPasses(site.project)
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await open(page, `/${site.project}/usage?whatif=/news`)
  const intervals = page.getByRole('table', { name: 'Intervals' })
  // One request in 300 s: a regeneration every 10 + 300 s, 60 + 300 s, 300 + 300 s of the hour.
  for (const [interval, calls] of [
    ['10 s', '12'],
    ['1 min', '10'],
    ['5 min', '6'],
  ])
    await expect(
      intervals
        .getByRole('row')
        .filter({ hasText: new RegExp(`^${interval}`) })
        .getByRole('cell')
        .nth(1),
    ).toHaveText(calls ?? '')
  await expect(page.getByText('Estimates from 12 requests on 1 path')).toBeVisible()
  expect(asked.filter((path) => /usage|prices/.test(path) && path.startsWith('/api/'))).toEqual([])

  await page.getByLabel('Interval in seconds').fill('100')
  await page.getByRole('button', { name: 'Try' }).click()
  await expect(page).toHaveURL(/revalidate=100/)
  await expect(
    intervals
      .getByRole('row')
      .filter({ hasText: /^1 min 40 s/ })
      .getByRole('cell')
      .nth(1),
  ).toHaveText('9')
})
