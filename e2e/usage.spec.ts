import { expect } from '@playwright/test'
import { freshet, open, test } from './freshet.ts'

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
