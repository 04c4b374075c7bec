import { expect } from '@playwright/test'
import { open, test } from './freshet.ts'

test('an operator whose pages fail sees which, how often, and what their function printed', async ({ page, site }) => {
  for (let count = 0; count < 3; count++) expect((await site.visit('/jammed')).status).toBeGreaterThanOrEqual(500)
  expect((await site.visit('/news')).status).toBe(200)
  await open(page, `/${site.project}/functions`)
  const failed = page.getByRole('region', { name: 'Failed calls' })
  const rows = page.getByRole('table', { name: 'Functions' }).getByRole('row')
  await expect(async () => {
    await page.reload()
    await expect(rows.filter({ hasText: '/jammed' })).toHaveCount(1, { timeout: 1_000 })
    await expect(failed.getByText('/jammed').first()).toBeVisible({ timeout: 1_000 })
  }).toPass({ timeout: 20_000 })
  await expect(rows.filter({ hasText: '/news' })).toHaveCount(1)
  await failed.getByText('/jammed').first().click()
  await expect(failed.getByRole('region', { name: 'Output of the call of /jammed' }).first()).toContainText(
    'the press is jammed',
  )
})
