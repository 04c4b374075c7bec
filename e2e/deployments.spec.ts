import { expect } from '@playwright/test'
import { freshet, open, type Site, test, visit } from './freshet.ts'

/** Domains follow a move within a second; the first visits of a deployment wait for it to be read. */
async function isShown(site: Site, edition: string, timeout = 1_000) {
  await expect
    .poll(async () => (await site.visit('/about')).body, { timeout, intervals: [25] })
    .toContain(`${edition} edition`)
}

test('a deployment is promoted and rolled back in the browser, and the site follows within a second', async ({
  page,
  site,
}) => {
  await isShown(site, 'first')
  const second = await site.deploy('second')
  expect((await visit(`${second.replaceAll('_', '-')}.localhost`, '/about')).status).toBeLessThan(500)
  expect((await visit(`${second}.localhost`, '/about')).body).toContain('second edition')
  await isShown(site, 'first')

  await open(page, `/${site.project}/deployments`)
  await page.getByRole('button', { name: `Promote… ${second}` }).click()
  const promote = page.getByRole('alertdialog', { name: `Promote ${second}` })
  await expect(promote.getByRole('listitem')).toContainText(site.domain)
  await promote.getByRole('button', { name: 'Promote' }).click()
  await expect(promote).toBeHidden()
  await isShown(site, 'second')

  await page.getByRole('button', { name: 'Instant rollback…' }).click()
  const back = page.getByRole('alertdialog')
  await back.getByLabel('Reason').fill('a misprint')
  await back.getByRole('button', { name: 'Roll back' }).click()
  await expect(back).toBeHidden()
  await isShown(site, 'first')
  await expect(page.getByText('Automatic promotion is off since the last roll back.')).toBeVisible()
})

test('a deployment is rolled back while visitors come: each gets a whole page of one edition, and soon none of the later', async ({
  page,
  site,
}) => {
  const second = await site.deploy('second', '--prod')
  await isShown(site, 'second', 10_000)
  const visits: { readonly status: number; readonly edition: string }[] = []
  let isOver = false
  const visitor = async () => {
    while (!isOver) {
      const { status, body } = await site.visit('/about')
      visits.push({ status, edition: /<h1>(\w+) edition<\/h1><p>\/about, render \d+<\/p>$/.exec(body)?.[1] ?? body })
    }
  }
  const traffic = Promise.all([visitor(), visitor(), visitor()])
  await open(page, `/${site.project}/deployments`)
  await page.getByRole('button', { name: 'Instant rollback…' }).click()
  await page.getByRole('alertdialog').getByLabel('Reason').fill('a misprint')
  await page.getByRole('alertdialog').getByRole('button', { name: 'Roll back' }).click()
  await expect(page.getByRole('alertdialog')).toBeHidden()
  await isShown(site, 'first')
  const movedAt = visits.length
  await expect.poll(() => visits.length).toBeGreaterThan(movedAt + 20)
  isOver = true
  await traffic
  expect(visits.filter(({ status }) => status !== 200)).toEqual([])
  expect(new Set(visits.map(({ edition }) => edition))).toEqual(new Set(['first', 'second']))
  // Those that were under way when the first edition was seen may still be of the second.
  expect(new Set(visits.slice(movedAt + 3).map(({ edition }) => edition))).toEqual(new Set(['first']))
  expect((await visit(`${second}.localhost`, '/about')).body).toContain('second edition')
})

test('how many entries a deployment has is counted when its page is opened, and not each time the list is read', async ({
  page,
  site,
}) => {
  for (const path of ['/news', '/about', '/articles/1']) await site.visit(path)
  const asked: (string | null)[] = []
  page.on('request', (request) => {
    const { pathname, searchParams } = new URL(request.url())
    if (pathname === '/api/v1/deployments') asked.push(searchParams.get('entries'))
  })
  await open(page, `/${site.project}/deployments`)
  const column = (await page.getByRole('columnheader').allTextContents()).indexOf('Entries')
  const live = page.getByRole('row').filter({ hasText: site.domain })
  await expect(live.getByRole('cell').nth(column)).toHaveText('3')
  await expect.poll(() => asked.filter((entries) => entries === 'uncounted').length, { timeout: 15_000 }).toBe(1)
  expect(asked.filter((entries) => entries !== 'uncounted')).toEqual(['counted'])
})

test('paths are those of what is live; with all deployments, which are not live is told', async ({ page, site }) => {
  await site.visit('/about')
  await site.deploy('second', '--prod')
  await isShown(site, 'second')
  await site.visit('/news')
  await open(page, `/${site.project}/paths`)
  const rows = page.getByRole('table', { name: 'Paths' }).getByRole('row')
  await expect(rows.filter({ hasText: '/news' })).toHaveCount(1)
  await expect(rows.filter({ hasText: '/about' })).toHaveCount(1)
  await expect(page.getByText('not live')).toHaveCount(0)
  await page.getByLabel('Deployment').selectOption({ label: 'All deployments' })
  await expect(page).toHaveURL(/deployment=all/)
  await expect(rows.filter({ hasText: '/about' })).toHaveCount(2)
  await expect(rows.filter({ hasText: '/about' }).filter({ hasText: 'not live' })).toHaveCount(1)
})

test('after a roll back --prod does not go live until somebody promotes', async ({ page, site }) => {
  await site.deploy('second', '--prod')
  await isShown(site, 'second')
  expect((await freshet(['rollback', '--project', site.project])).code).toBe(0)
  await isShown(site, 'first')

  const third = await site.deploy('third', '--prod')
  expect((await visit(`${third}.localhost`, '/about')).body).toContain('third edition')
  await isShown(site, 'first')
  await open(page, `/${site.project}/deployments`)
  await expect(page.getByText('Automatic promotion is off since the last roll back.')).toBeVisible()

  await page.getByRole('button', { name: `Promote… ${third}` }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Promote' }).click()
  await isShown(site, 'third')
  await expect(page.getByText('Automatic promotion is off')).toBeHidden()
})

test('a deployment that nobody is shown is deleted once its id was typed, and its own address is gone', async ({
  page,
  site,
}) => {
  const trial = await site.deploy('trial')
  expect((await visit(`${trial}.localhost`, '/about')).body).toContain('trial edition')
  await open(page, `/${site.project}/deployments`)
  await page.getByRole('button', { name: `Delete… ${trial}` }).click()
  const dialog = page.getByRole('alertdialog', { name: `Delete ${trial}` })
  await expect(dialog.getByText('None leads there.')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Delete' })).toBeDisabled()
  await dialog.getByLabel(`Type ${trial} to go on`).fill(trial)
  await dialog.getByRole('button', { name: 'Delete' }).click()
  await expect(dialog).toBeHidden()
  await expect
    .poll(async () => (await visit(`${trial}.localhost`, '/about')).status, { timeout: 2_000, intervals: [25] })
    .toBe(404)
  await isShown(site, 'first')
})
