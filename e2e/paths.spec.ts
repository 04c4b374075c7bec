import { expect } from '@playwright/test'
import { z } from 'zod'
import { freshet, isInteractive, open, test } from './freshet.ts'
import { BYPASS_TOKEN } from './sites/news.ts'

test('visits show in the overview and, per path, as what the visitors got', async ({ page, site }) => {
  expect((await site.visit('/news')).cache).toBe('MISS')
  expect((await site.visit('/news')).cache).toBe('HIT')
  expect((await site.visit('/news')).cache).toBe('HIT')
  expect((await site.visit('/about')).cache).toBe('MISS')

  await open(page, `/${site.project}`)
  await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible()
  // Two of these four from the cache, and robots.txt, which is asked for when a story begins.
  const figures = page.getByRole('definition')
  await expect(figures.filter({ hasText: /^5 *$/ })).toBeVisible()
  await expect(figures.filter({ hasText: /^60 % *$/ })).toBeVisible()

  await page.getByRole('link', { name: 'Paths', exact: true }).click()
  const news = page.getByRole('row').filter({ has: page.getByRole('link', { name: '/news' }) })
  await expect(news).toContainText('HIT')
  await expect(news).toContainText('fresh')
  await expect(news.getByRole('button', { name: 'news', exact: true })).toBeVisible()
  const about = page.getByRole('row').filter({ has: page.getByRole('link', { name: '/about' }) })
  await expect(about).toContainText('MISS')
})

test('the overview tells how old what is served is and how long calls took, and a purge on its chart leads to the journal', async ({
  page,
  site,
}) => {
  for (const path of ['/news', '/news', '/about']) await site.visit(path)
  await freshet(['purge', '--project', site.project, '--domain', site.domain, '--path', '/news', '--yes'])
  await open(page, `/${site.project}`)
  const ages = page.getByRole('term').filter({ hasText: 'Age served, now' }).locator('..')
  await expect(ages).toContainText(/\d+ s/)
  await expect(ages).toContainText('of 2 paths')
  await expect(page.getByRole('region', { name: 'Invocations', exact: true })).toContainText(/p50 ≈ .*, p95 ≈ /)
  await expect(page.getByRole('region', { name: 'Last deployments' })).toContainText('live')
  const events = page.getByRole('list', { name: 'Purges, promotions and pins of this time' })
  await events.getByRole('link', { name: 'Invalidate /news' }).click()
  await expect(page).toHaveURL(/journal\?purge=\d+/)
  await expect(page.getByRole('dialog')).toContainText('/news')
})

test('the table of paths is narrowed to a route by a click, and to what is pinned', async ({ page, site }) => {
  for (const path of ['/news', '/articles/1', '/articles/2']) await site.visit(path)
  await open(page, `/${site.project}/paths`)
  const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: '/articles/1' }) })
  await expect(row).toContainText('first visit')
  await row.getByRole('button', { name: /^\/articles\// }).click()
  await expect(page.getByRole('link', { name: '/news', exact: true })).toBeHidden()
  await expect(page.getByRole('link', { name: '/articles/2', exact: true })).toBeVisible()
  await expect(page).toHaveURL(/route=/)
  await page.getByRole('button', { name: 'Pinned' }).click()
  await expect(page.getByText('No path matches')).toBeVisible()
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect(page.getByRole('link', { name: '/news', exact: true })).toBeVisible()
})

test('a page asks for no other one until somebody points at a link to it', async ({ page, site }) => {
  for (const path of ['/news', '/about']) await site.visit(path)
  const asked: string[] = []
  page.on('request', (request) => {
    const { pathname, searchParams } = new URL(request.url())
    if (searchParams.has('_rsc')) asked.push(pathname)
  })
  await open(page, `/${site.project}/paths`)
  await page.getByRole('link', { name: '/news', exact: true }).hover()
  await expect.poll(() => asked).toContain(`/${site.project}/path`)
  expect([...new Set(asked)]).toEqual([`/${site.project}/path`])
})

test('filter, sort and page of the table are its address: a reload shows the same', async ({ page, site }) => {
  const articles = Array.from({ length: 55 }, (_, index) => `/articles/${index + 1}`)
  for (const path of [...articles, '/news', '/news', '/news']) await site.visit(path)

  await open(page, `/${site.project}/paths`)
  const pager = page.getByRole('navigation', { name: 'Pages of the table' })
  // robots.txt is a file of the deployment, and a path of the site too.
  await expect(pager).toContainText('1–50 of 57 paths')
  await expect(page.getByRole('row').nth(1)).toContainText('/news')

  await page.getByRole('button', { name: 'Path', exact: true }).click()
  await expect(page.getByRole('columnheader', { name: 'Path' })).toHaveAttribute('aria-sort', 'ascending')
  await pager.getByRole('button', { name: 'Next page' }).click()
  await expect(pager).toContainText('51–57 of 57 paths')
  await expect(page).toHaveURL(/sort=path.*page=2|page=2.*sort=path/)
  const shown = await page.getByRole('row').allInnerTexts()
  await page.reload()
  await isInteractive(page)
  await expect(pager).toContainText('51–57 of 57 paths')
  expect((await page.getByRole('row').allInnerTexts()).map(firstWord)).toEqual(shown.map(firstWord))

  await page.getByRole('searchbox', { name: 'Filter paths, routes and tags' }).fill('articles/5')
  await expect(pager).toContainText('1–7 of 7 paths')
  await expect(page).toHaveURL(/q=articles/)
  await page.reload()
  await isInteractive(page)
  await expect(page.getByRole('searchbox')).toHaveValue('articles/5')
  await expect(pager).toContainText('1–7 of 7 paths')

  await page.getByRole('button', { name: 'Not stored' }).click()
  await expect(page.getByRole('link', { name: '/articles/5', exact: true })).toBeHidden()
})

const firstWord = (row: string) => row.trim().split(/\s/)[0]

test('T26: a stored page is shown as text: its script never runs', async ({ page, site }) => {
  await site.visit('/hostile')
  await open(page, `/${site.project}/path?domain=${site.domain}&path=/hostile`)
  const source = page.getByRole('region', { name: 'Source' })
  await expect(source).toContainText('<script>window.wasRun = true</script>')
  await expect(source.getByRole('img')).toHaveCount(0)
  expect(await page.evaluate(() => 'wasRun' in window)).toBe(false)
})

test.describe('a page whose image is found nowhere', () => {
  test.use({ expectsFailedLoads: true })

  test('a preview shows a page as it looked, on a host of its own where no cookie goes', async ({ page, site }) => {
    await site.visit('/hostile')
    const asked = new Map<string, Readonly<Record<string, string>>>()
    page.on('request', (request) => asked.set(new URL(request.url()).pathname, request.headers()))
    await open(page, `/${site.project}/path?domain=${site.domain}&path=/hostile&view=preview`)
    const frame = page.frameLocator('iframe')
    await expect(frame.getByRole('heading', { name: 'first edition' })).toHaveCSS('color', 'rgb(1, 2, 3)')
    await expect(page.locator('iframe')).toHaveAttribute('sandbox', '')
    for (const path of ['/hostile', '/news.css']) expect(asked.get(path)?.cookie).toBeUndefined()
    await expect(page.getByText('With the styles, fonts and images of its deployment.')).toBeVisible()
  })
})

test('the page of a path tells headers, tags and every generation with its cause', async ({ page, site }) => {
  await site.visit('/news')
  await open(page, `/${site.project}/path?domain=${site.domain}&path=/news`)
  await expect(page.getByRole('heading', { name: '/news' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Source' })).toContainText('first edition')
  await expect(page.getByRole('listitem').filter({ hasText: 'rendered in' })).toHaveCount(1)

  await page.getByRole('button', { name: 'Headers' }).click()
  await expect(page.getByText('x-edition')).toBeVisible()
  await expect(page.getByRole('main')).toContainText('news')

  const rebuilt = await site.visit('/news', { 'x-prerender-revalidate': BYPASS_TOKEN })
  expect(rebuilt.cache).toBe('REVALIDATED')
  await page.reload()
  await isInteractive(page)
  await expect(page.getByRole('listitem').filter({ hasText: 'rendered in' })).toHaveCount(2)
  await expect(page.getByRole('listitem').filter({ hasText: 'current' })).toHaveCount(1)
})

test('a page is compared with what it was, pinned to it, and unpinned', async ({ page, site }) => {
  await site.visit('/news')
  await site.visit('/news', { 'x-prerender-revalidate': BYPASS_TOKEN })
  await open(page, `/${site.project}/path?domain=${site.domain}&path=/news`)
  const generations = page.getByRole('listitem').filter({ hasText: 'rendered in' })
  await expect(generations).toHaveCount(2)

  await generations.last().getByRole('button', { name: 'Compare' }).click()
  const body = page.getByRole('region', { name: 'Body' })
  await expect(body.getByRole('cell')).toContainText([/removed: .*render 1/, /added: .*render 2/])
  await page.setViewportSize({ width: 1_024, height: 800 })
  await expect(body.getByRole('listitem')).toContainText([/removed: .*render 1/, /added: .*render 2/])
  await page.setViewportSize({ width: 1_440, height: 900 })
  await expect(page).toHaveURL(/compare=ver_/)

  await generations
    .last()
    .getByRole('button', { name: /^Pin version/ })
    .click()
  const dialog = page.getByRole('alertdialog')
  await dialog.getByLabel('Reason').fill('wrong prices')
  await dialog.getByRole('button', { name: 'Pin this generation' }).click()
  await expect(page.getByRole('status').filter({ hasText: 'Pinned' })).toBeVisible()
  await expect
    .poll(() => site.visit('/news'))
    .toMatchObject({ cache: 'HIT', body: expect.stringContaining('render 1') })

  await page.getByRole('status').filter({ hasText: 'Pinned' }).getByRole('button', { name: 'Unpin' }).click()
  await dialog.getByRole('button', { name: 'Unpin' }).click()
  await expect(page.getByText('visitors get an earlier state')).toBeHidden()
  await expect
    .poll(() => site.visit('/news'))
    .toMatchObject({ cache: 'HIT', body: expect.stringContaining('render 2') })
})

test('each version of the timeline is shown as a page and downloaded, and a pinned page says what is served and what waits', async ({
  page,
  site,
}) => {
  await site.visit('/news')
  await site.visit('/news', { 'x-prerender-revalidate': BYPASS_TOKEN })
  const place = ['--project', site.project, '--domain', site.domain, '--path', '/news']
  await open(page, `/${site.project}/path?domain=${site.domain}&path=/news`)
  const generations = page.getByRole('listitem').filter({ hasText: 'rendered in' })
  await expect(page.getByRole('region', { name: 'Current version' })).toContainText('render 2')

  await generations.last().getByRole('button', { name: 'Show' }).click()
  const earlier = page.getByRole('region', { name: 'Earlier version' })
  await expect(earlier).toContainText('render 1')
  await expect(earlier).toContainText('Not what visitors get.')
  await earlier.getByRole('button', { name: 'Preview' }).click()
  await expect(page.frameLocator('iframe').getByText('render 1')).toBeVisible()
  await expect(page).toHaveURL(/generation=gen_.*view=preview|view=preview.*generation=gen_/)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    earlier.getByRole('link', { name: /^Download/ }).click(),
  ])
  expect(download.suggestedFilename()).toMatch(/^ver_/)
  await earlier.getByRole('button', { name: 'Show what is served' }).click()
  await expect(page.frameLocator('iframe').getByText('render 2')).toBeVisible()

  await freshet(['rollback', ...place, '--reason', 'wrong prices'])
  await page.reload()
  await isInteractive(page)
  const banner = page.getByRole('status').filter({ hasText: 'Pinned' })
  await expect(banner).toContainText('wrong prices')
  await expect(banner).toContainText('Behind the pin waits what was made')
  await expect(page.getByRole('region', { name: 'Pinned version, served now' })).toBeVisible()
  await expect(page.frameLocator('iframe').getByText('render 1')).toBeVisible()
  await banner.getByRole('button', { name: 'Show what waits' }).click()
  await expect(page.getByRole('region', { name: 'Newest version, waits behind the pin' })).toBeVisible()
  await expect(page.frameLocator('iframe').getByText('render 2')).toBeVisible()
  await banner.getByRole('link', { name: /^journal / }).click()
  await expect(page.getByRole('dialog')).toContainText('roll back')
})

test('whoever wonders why a page does not update finds its pin in the journal: who, why, what, and who obeyed', async ({
  page,
  site,
}) => {
  await site.visit('/news')
  await site.visit('/news', { 'x-prerender-revalidate': BYPASS_TOKEN })
  const place = ['--project', site.project, '--domain', site.domain, '--path', '/news']
  await freshet(['rollback', ...place, '--reason', 'wrong prices'])

  await open(page, `/${site.project}/journal`)
  await page.getByRole('button', { name: 'Pins', exact: true }).click()
  const row = page.getByRole('table', { name: 'Purges and pins, newest first' }).getByRole('row').nth(1)
  await expect(row).toContainText('page /news')
  await expect(row).toContainText('roll back')
  await expect(row).toContainText('wrong prices')
  await expect(row).toContainText('pinned now')
  await row.getByRole('button', { name: /^Receipt of rollback/ }).click()
  const sheet = page.getByRole('dialog')
  await expect(sheet.getByRole('region', { name: 'Receipt' })).toContainText('Obeyed by 1 of 1 edge')
  await expect(sheet).toContainText('gen_')
  await expect(page).toHaveURL(/pin=\d+/)
  await sheet.getByRole('link', { name: 'Open the page’s versions' }).click()
  await expect(page.getByRole('heading', { name: '/news' })).toBeVisible()

  const { stdout } = await freshet(['journal', '--project', site.project])
  expect(stdout).toMatch(/rollback +\/news .*wrong prices +pinned now/)
  await freshet(['unpin', ...place, '--reason', 'prices are right'])
  const seq = /^(\d+) .* unpin /m.exec((await freshet(['journal', '--project', site.project])).stdout)?.[1] ?? ''
  const shown = await freshet(['journal', 'show', seq, '--project', site.project])
  expect(shown.stdout).toContain('prices are right')
  expect(shown.stdout).toContain('of 1 edge')
})

test('the CLI lists what is kept of a page, rolls it back, compares and unpins it', async ({ site }) => {
  const place = ['--project', site.project, '--domain', site.domain, '--path', '/news']
  await site.visit('/news')
  await site.visit('/news', { 'x-prerender-revalidate': BYPASS_TOKEN })

  expect((await freshet(['rollback', ...place])).stdout).toContain('until it is unpinned')
  await expect
    .poll(() => site.visit('/news'))
    .toMatchObject({ cache: 'HIT', body: expect.stringContaining('render 1') })
  const list = z
    .object({ generations: z.array(z.object({ members: z.array(z.object({ version: z.string() })) })) })
    .parse(JSON.parse((await freshet(['versions', ...place, '--json'])).stdout))
  const [to = '', from = ''] = list.generations.map(({ members }) => members[0]?.version)
  const diff = await freshet(['diff', from, to, '--project', site.project])
  expect(diff).toMatchObject({ code: 1, stdout: expect.stringMatching(/^-.*render 1[\s\S]*^\+.*render 2/m) })
  expect(await freshet(['diff', to, to, '--project', site.project])).toMatchObject({ code: 0 })

  const bytes = await freshet(['download', from, '--project', site.project, '--output', '-'])
  expect(bytes).toMatchObject({ code: 0, stdout: expect.stringContaining('render 1') })

  expect((await freshet(['unpin', ...place])).stdout).toContain('serves what regenerations make')
  await expect
    .poll(() => site.visit('/news'))
    .toMatchObject({ cache: 'HIT', body: expect.stringContaining('render 2') })
  expect(await freshet(['unpin', ...place])).toMatchObject({ code: 1 })
})
