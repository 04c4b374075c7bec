import { expect } from '@playwright/test'
import { freshet, open, test } from './freshet.ts'

test('an operator watches what is served, holds it still, looks for one kind, and asks why', async ({ page, site }) => {
  await open(page, `/${site.project}/live`)
  await expect(page.getByText('Live', { exact: true }).last()).toBeVisible()
  await expect(page.getByText('1 edge of 1 heard')).toBeVisible()

  // A request shows up by itself: first made, then from memory.
  const rows = page.getByRole('table', { name: 'Requests, newest first' }).getByRole('row')
  await site.visit('/news?page=2')
  await expect(rows.filter({ hasText: '/news' }).filter({ hasText: 'MISS' })).toHaveCount(1)
  await site.visit('/news')
  await expect(rows.filter({ hasText: '/news' }).filter({ hasText: 'HIT' })).toHaveCount(1)
  // What a visitor puts into a query is theirs.
  await expect(page.getByText('page=2')).toHaveCount(0)

  // The space bar holds it still, and what comes meanwhile is counted.
  await page.getByRole('heading', { name: 'Live' }).click()
  await page.keyboard.press('Space')
  await site.visit('/about')
  await expect(page.getByText('1 came meanwhile')).toBeVisible()
  await expect(rows.filter({ hasText: '/about' })).toHaveCount(0)
  await page.keyboard.press('Space')
  await expect(rows.filter({ hasText: '/about' })).toHaveCount(1)

  // Filters are part of the address, and edges obey them.
  await page.keyboard.press('/')
  await page.keyboard.type('news')
  await expect(page).toHaveURL(/path=%2Fnews/)
  await page.getByRole('button', { name: 'STALE' }).click()
  await expect(page).toHaveURL(/status=STALE/)
  await expect(page.getByText('No matching requests yet')).toBeVisible()
  const purge = ['purge', '--project', site.project, '--domain', site.domain, '--path', '/news', '--yes', '--wait']
  expect(await freshet(purge)).toMatchObject({ code: 0 })
  await site.visit('/about')
  await site.visit('/news')
  await expect(rows.filter({ hasText: 'stale_path' })).toHaveCount(1)
  await expect(rows).toHaveCount(2)
  await page.reload()
  await expect(rows.filter({ hasText: 'stale_path' })).toHaveCount(1)

  // By keyboard into the row, and to what is known of it.
  await page.getByRole('searchbox').press('ArrowDown')
  await page.keyboard.press('Enter')
  const sheet = page.getByRole('dialog', { name: 'Request' })
  await expect(sheet).toContainText('was invalidated after it was generated')
  // Why, as the edge wrote it down when it answered: with the purge that made the page stale.
  const why = sheet.getByRole('region', { name: 'Why' })
  await expect(why.getByRole('listitem').filter({ hasText: 'Key' })).toBeVisible()
  await expect(why.getByRole('link', { name: /^Show purge \d+$/ }).first()).toBeVisible()
  await sheet.getByRole('link', { name: '/news', exact: true }).click()
  await expect(page).toHaveURL(/\/path\?domain=.*path=%2Fnews/)
})

test('a terminal shows the same requests as the page', async ({ site }) => {
  await site.visit('/about')
  await site.visit('/nowhere')
  const { code, stdout } = await freshet(['logs', '--project', site.project, '--code', '4xx'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/404 GET news-\w+\.localhost\/nowhere/)
  expect(stdout).not.toContain('/about')
})

test.describe('while the dashboard is out of reach', () => {
  test.use({ expectsFailedLoads: true })

  test('the page says that it has no stream and why, and comes back by itself', async ({ page, site }) => {
    await page.route('**/api/v1/live?*', (route) => route.abort())
    await open(page, `/${site.project}/live`)
    await expect(page.getByText('The dashboard does not answer. Connecting again…')).toBeVisible()
    await site.visit('/about')
    await page.unroute('**/api/v1/live?*')
    await expect(page.getByText('1 edge of 1 heard')).toBeVisible()
    // What edges remember of the time between is there.
    await expect(page.getByRole('table').getByText('/about')).toBeVisible()
  })
})
