import { expect, type Page } from '@playwright/test'
import { FRESHET, freshet, open, type Site, test, visit } from './freshet.ts'

const DASHBOARD = /\/sign-in\/visit\?url=/

/** The host that the first deployment of the site has of its own. */
async function previewOf(site: Site): Promise<string> {
  const { stdout } = await freshet(['deployments', '--project', site.project, '--json'])
  return `${JSON.parse(stdout).deployments[0].id}.localhost`
}

const urlOf = (host: string, path: string) => `http://${host}:${FRESHET.E2E_EDGE_PORT}${path}`

async function choose(page: Page, setting: string) {
  await page.getByRole('radio', { name: setting }).check()
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved: edges obey within a second.')).toBeVisible()
}

// What is refused is a failed load to the browser.
test.use({ expectsFailedLoads: true })

test('previews are protected in the browser, a stranger is refused, and an operator signs in through', async ({
  page,
  site,
  browser,
}) => {
  const host = await previewOf(site)
  expect((await visit(host, '/news')).status).toBe(200)
  expect((await visit(host, '/news')).cache).toBe('HIT')

  await open(page, `/${site.project}/settings`)
  await choose(page, 'Standard')
  await expect(page.getByText('deployments, protected')).toBeVisible()
  await expect.poll(async () => (await visit(host, '/news')).status, { timeout: 1_000, intervals: [20] }).toBe(401)
  expect((await visit(host, '/nowhere')).status).toBe(401)
  expect((await site.visit('/news')).status).toBe(200)

  const stranger = await (await browser.newContext({ storageState: { cookies: [], origins: [] } })).newPage()
  const refused = await stranger.goto(urlOf(host, '/news'))
  expect(refused?.status()).toBe(401)
  await expect(stranger.getByText('This site is protected.')).toBeVisible()
  await stranger.getByRole('link', { name: 'Sign in' }).click()
  await expect(stranger.getByRole('button', { name: 'Sign in' })).toBeVisible()
  await stranger.context().close()

  await page.goto(urlOf(host, '/news?edition=evening'))
  const link = page.getByRole('link', { name: 'Sign in' })
  await expect(link).toHaveAttribute('href', DASHBOARD)
  await link.click()
  await expect(page.getByRole('heading', { name: 'first edition' })).toBeVisible()
  expect(page.url()).toBe(urlOf(host, '/news?edition=evening'))
  const { cookies } = await page.context().storageState()
  expect(cookies.find(({ name }) => name === 'freshet_pass')).toMatchObject({ domain: host, httpOnly: true })

  await open(page, `/${site.project}/settings`)
  await choose(page, 'Off')
  await expect.poll(async () => (await visit(host, '/news')).status, { timeout: 1_000, intervals: [20] }).toBe(200)
})

test('a draft link is made on the page of a path, opened without an account, left, and revoked', async ({
  page,
  site,
  browser,
}) => {
  await site.visit('/news')
  expect((await freshet(['protection', 'set', 'all', '--project', site.project])).stdout).toContain('Protection: all')
  await open(page, `/${site.project}/path?domain=${site.domain}&path=/news`)
  await page.getByRole('button', { name: 'Draft link…' }).click()
  const sheet = page.getByRole('dialog', { name: 'New draft link' })
  await expect(sheet.getByLabel('Page')).toHaveValue(urlOf(site.domain, '/news'))
  await sheet.getByLabel('For whom').fill('Edda, before the launch')
  await sheet.getByRole('button', { name: 'Make draft link' }).click()
  await expect(sheet.getByText('Copy it now: it is not shown again.')).toBeVisible()
  const [url = '', leaveUrl = ''] = await sheet.locator('code').allInnerTexts()

  const editor = await (await browser.newContext({ storageState: { cookies: [], origins: [] } })).newPage()
  const drafts: string[] = []
  editor.on('response', (response) => drafts.push(response.headers()['x-vercel-cache'] ?? ''))
  await editor.goto(url)
  expect(editor.url()).toBe(urlOf(site.domain, '/news'))
  await expect(editor.getByRole('heading', { name: 'first edition' })).toBeVisible()
  expect(drafts).toContain('BYPASS')
  await editor.goto(leaveUrl)
  expect(editor.url()).toBe(urlOf(site.domain, '/news'))
  expect((await editor.context().cookies()).map(({ name }) => name)).toEqual(['freshet_pass'])

  await open(page, `/${site.project}/settings`)
  const row = page.getByRole('table', { name: 'Draft links' }).getByRole('row').nth(1)
  await expect(row).toContainText('Edda, before the launch')
  await expect(row.getByRole('cell').nth(2)).toHaveText('1')
  await row.getByRole('button', { name: 'Revoke… Edda' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click()
  await expect(row).toContainText('revoked')
  expect((await editor.goto(url))?.status()).toBe(410)
  await editor.context().close()

  const list = await freshet(['draft', 'ls', '--project', site.project])
  expect(list.stdout).toContain('revoked')
  const made = await freshet(['draft', urlOf(site.domain, '/about'), '--note', 'the agency'])
  expect(made.stdout).toMatch(/\/\.well-known\/freshet\/draft\?link=\S+\n$/)
  expect((await freshet(['draft', 'http://evil.test/', '--note', 'nobody'])).code).toBe(1)
})
