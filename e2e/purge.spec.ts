import { expect, type Page } from '@playwright/test'
import { z } from 'zod'
import { freshet, OWNER, open, type Site, test } from './freshet.ts'

async function isWarm(site: Site, path: string): Promise<string> {
  await site.visit(path)
  const answer = await site.visit(path)
  expect(answer.cache).toBe('HIT')
  return answer.body
}

/** An edge obeys a purge within 300 ms; whoever asks before still gets the page as it was. */
async function isReached(site: Site, path: string, cache: string) {
  const seen: string[] = []
  await expect
    .poll(
      async () => {
        seen.push((await site.visit(path)).cache)
        return seen.at(-1)
      },
      { intervals: [20] },
    )
    .not.toBe('HIT')
  expect(seen.at(-1)).toBe(cache)
}

async function isJournalled(page: Page, { what, mode }: { readonly what: string; readonly mode: string }) {
  await page.getByRole('link', { name: 'Open the journal' }).click()
  const newest = page.getByRole('table', { name: 'Purges and pins, newest first' }).getByRole('row').nth(1)
  await expect(newest).toContainText(what)
  await expect(newest).toContainText(mode)
  await expect(newest).toContainText(OWNER.email)
}

test('a path is invalidated from its row: the old page is shown once more, then the new one', async ({
  page,
  site,
}) => {
  const before = await isWarm(site, '/news')
  await isWarm(site, '/about')
  await open(page, `/${site.project}/paths`)
  await page.getByRole('button', { name: `Purge /news on ${site.domain}` }).click()
  const sheet = page.getByRole('dialog', { name: 'Purge' })
  await expect(sheet.getByLabel('Scope')).toHaveValue(`domain ${site.domain}`)
  await expect(sheet.getByLabel('Paths, one on each line')).toHaveValue('/news')
  await sheet.getByRole('button', { name: 'Invalidate 1 entry' }).click()
  await expect(sheet.getByRole('status')).toContainText('Invalidated 1 entry')
  await isReached(site, '/news', 'STALE')
  await expect.poll(async () => (await site.visit('/news')).cache).toBe('HIT')
  expect((await site.visit('/news')).body).not.toBe(before)
  expect((await site.visit('/about')).cache).toBe('HIT')
  await isJournalled(page, { what: 'path /news', mode: 'invalidate' })
})

test('paths are chosen in the table, by mouse and by key, and purged together: others are not touched', async ({
  page,
  site,
}) => {
  for (const path of ['/news', '/about', '/articles/1']) await isWarm(site, path)
  await open(page, `/${site.project}/paths`)
  await page.getByRole('checkbox', { name: `Choose /news on ${site.domain}` }).check()
  await page.getByRole('link', { name: '/about', exact: true }).press('x')
  await expect(page.getByRole('checkbox', { name: `Choose /about on ${site.domain}` })).toBeChecked()
  await expect(page.getByText('2 paths chosen')).toBeVisible()
  await page.getByRole('button', { name: 'Purge them…' }).click()
  const sheet = page.getByRole('dialog', { name: 'Purge' })
  await expect(sheet.getByLabel('Scope')).toHaveValue(`domain ${site.domain}`)
  await expect(sheet.getByLabel('Paths, one on each line')).toHaveValue('/about\n/news')
  await sheet.getByRole('button', { name: 'Invalidate 2 entries' }).click()
  await expect(sheet.getByRole('status')).toContainText('Invalidated 2 entries')
  for (const path of ['/news', '/about']) await isReached(site, path, 'STALE')
  expect((await site.visit('/articles/1')).cache).toBe('HIT')
})

test('a tag is deleted from the page of a path: the next visitor waits, other tags are not touched', async ({
  page,
  site,
}) => {
  await isWarm(site, '/news')
  await isWarm(site, '/about')
  await open(page, `/${site.project}/path?domain=${site.domain}&path=/news`)
  await page.getByRole('button', { name: 'Purge…' }).click()
  const sheet = page.getByRole('dialog', { name: 'Purge' })
  await sheet.getByText('Tags', { exact: true }).click()
  await sheet.getByLabel('Tags, one on each line').fill('news')
  await sheet.getByText('The next visitor of each page waits').click()
  await sheet.getByRole('button', { name: 'Delete 1 entry' }).click()
  await expect(sheet.getByRole('status')).toContainText('Deleted 1 entry')
  await isReached(site, '/news', 'REVALIDATED')
  expect((await site.visit('/about')).cache).toBe('HIT')
  await isJournalled(page, { what: 'tag news', mode: 'delete' })
})

test('a purge that reaches much asks for the name of the project and a reason', async ({ page, site }) => {
  for (const n of Array.from({ length: 25 }).keys()) await site.visit(`/articles/${n}`)
  await open(page, `/${site.project}/purge`)
  await expect(page.getByText('Choose how far the purge reaches.')).toBeVisible()
  await page.getByLabel('Scope').selectOption('project')
  await page.getByText('Everything', { exact: true }).click()
  const confirm = page.getByRole('button', { name: 'Invalidate 25 entries' })
  await expect(confirm).toBeDisabled()
  await page.getByLabel(`Type ${site.project} to go on`).fill(site.project)
  await page.getByLabel('Reason').fill('the paper was reprinted')
  await confirm.click()
  await expect(page.getByRole('status')).toContainText('Invalidated 25 entries')
  await isReached(site, '/articles/7', 'STALE')
  await page.getByRole('link', { name: 'Open the journal' }).click()
  await expect(page.getByRole('row').nth(1)).toContainText('the paper was reprinted')
})

test('a purge is planned, proved by every edge and undone: the old page is a HIT again without a render', async ({
  page,
  site,
}) => {
  const before = await isWarm(site, '/news')
  await isWarm(site, '/about')
  await open(page, `/${site.project}/purge`)
  await page.getByLabel('Scope').selectOption(`domain ${site.domain}`)
  await page.getByRole('main').getByText('Tags', { exact: true }).click()
  await page.getByLabel('Tags, one on each line').fill('new')
  const plan = page.getByRole('region', { name: 'Plan' })
  await expect(plan).toContainText('The tag new covers nothing here.')
  await expect(plan).toContainText('news')
  await page.getByLabel('Tags, one on each line').fill('news')
  await expect(plan).toContainText('in 1 path')
  await expect(plan).toContainText('≤ 1')
  await page.getByText('The next visitor of each page waits').click()
  await page.getByRole('button', { name: 'Delete 1 entry' }).click()
  await expect(page.getByRole('region', { name: 'Receipt' })).toContainText(/Obeyed by 1 of 1 edge · p50 /)
  await page.getByRole('button', { name: 'Probe' }).click()
  await expect(page.getByText('1 edge asked about 1 entry: none shows a page from before.')).toBeVisible()
  await page.getByRole('button', { name: 'Undo…' }).click()
  const dialog = page.getByRole('alertdialog', { name: /^Undo purge / })
  await dialog.getByLabel('Reason').fill('the wrong tag')
  await dialog.getByRole('button', { name: 'Undo the purge' }).click()
  await expect(page.getByText(/^Undone: purge /)).toBeVisible()
  await expect.poll(async () => (await site.visit('/news')).cache).toBe('HIT')
  expect((await site.visit('/news')).body).toBe(before)

  await page.getByRole('link', { name: 'Open the journal' }).click()
  const newest = page.getByRole('table', { name: 'Purges and pins, newest first' }).getByRole('row').nth(1)
  await expect(newest).toContainText(`undone by ${OWNER.email}`)
  await newest.getByRole('button', { name: /^Receipt of purge / }).click()
  await expect(page.getByRole('dialog')).toContainText('the wrong tag')
  await expect(page).toHaveURL(/purge=\d+/)
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Invalidations' }).click()
  await expect(page.getByText('Nothing matches')).toBeVisible()
  await expect(page).toHaveURL(/kind=invalidate/)
  await page.getByRole('button', { name: 'Show all' }).click()
  await expect(newest).toContainText('tag news')
})

test('what a purge hit is regenerated from its result, and the journal shows what came of it', async ({
  page,
  site,
}) => {
  const before = await isWarm(site, '/news')
  await open(page, `/${site.project}/purge?domain=${site.domain}&path=/news`)
  await page.getByText('The next visitor of each page waits').click()
  await page.getByRole('button', { name: 'Delete 1 entry' }).click()
  await page.getByRole('button', { name: 'Warm up', exact: true }).click()
  const warmUp = page.getByRole('region', { name: 'Warm-up' })
  await expect(warmUp).toContainText('1 page: 1 made')
  await expect(warmUp.getByRole('table')).toContainText('/news')
  expect(await site.visit('/news')).toMatchObject({ cache: 'HIT' })
  expect((await site.visit('/news')).body).not.toBe(before)
  await page.getByRole('link', { name: 'Open the journal' }).click()
  await page
    .getByRole('button', { name: /^Receipt of purge / })
    .first()
    .click()
  await expect(page.getByRole('dialog').getByRole('region', { name: 'Warm-up' })).toContainText('1 made')
})

test('from a terminal: a plan, a purge below a path that waits for its receipt, and its undo', async ({ site }) => {
  for (const n of [1, 2, 3]) await isWarm(site, `/articles/${n}`)
  await isWarm(site, '/news')
  const wish = ['purge', '--project', site.project, '--domain', site.domain, '--prefix', '/articles']
  const plan = await freshet([...wish, '--plan'])
  expect(plan).toMatchObject({ code: 0, stderr: '' })
  expect(plan.stdout).toMatch(/^Covers {4}3 entries of 3 paths/)
  const purged = await freshet([...wish, '--delete', '--yes', '--wait', '--json'])
  expect(purged.code).toBe(0)
  const { seq } = z
    .object({
      seq: z.number(),
      receipt: z.object({ obeyedCount: z.literal(1) }),
      probe: z.object({ isObeyed: z.literal(true) }),
    })
    .parse(JSON.parse(purged.stdout))
  expect((await freshet(['purges', 'undo', String(seq), '--project', site.project])).stdout).toContain('Undone: purge')
  await expect.poll(async () => (await site.visit('/articles/2')).cache).toBe('HIT')
  expect((await site.visit('/news')).cache).toBe('HIT')
  const warmed = await freshet([...wish, '--delete', '--yes', '--warm-up'])
  expect(warmed.code).toBe(0)
  expect(warmed.stdout).toContain('3 pages: 3 made')
  expect((await site.visit('/articles/3')).cache).toBe('HIT')
  const shown = await freshet(['purges', 'show', String(seq), '--project', site.project])
  expect(shown.stdout).toMatch(/delete below \/articles[\s\S]*Undone at [\s\S]*Obeyed by 1 of 1 edge: p50 /)
})

test('a purge to come is planned in the form, listed in the journal, and cancelled there', async ({ page, site }) => {
  await isWarm(site, '/news')
  await open(page, `/${site.project}/purge?domain=${site.domain}&path=/news`)
  await page.getByLabel('At', { exact: true }).fill('2099-01-01T09:00')
  await expect(page.getByText('Plan: Invalidate 1 entry')).toBeVisible()
  await page.getByLabel('At', { exact: true }).fill(new Date(Date.now() + 86_400_000).toISOString().slice(0, 16))
  await page.getByRole('button', { name: 'Plan: Invalidate 1 entry' }).click()
  await expect(page.getByRole('status')).toContainText('Planned for')
  await page.getByRole('link', { name: 'Open the journal' }).click()
  const planned = page.getByRole('table', { name: 'Purges to come, soonest first' })
  await expect(planned).toContainText('path /news')
  await planned.getByRole('button', { name: /^Cancel the purge of / }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel the purge' }).click()
  await expect(planned).toBeHidden()
  expect((await site.visit('/news')).cache).toBe('HIT')
})

test('domains of one group are purged together, and the group is set on the page of purges', async ({ page, site }) => {
  const other = `other-${site.domain}`
  await freshet(['domains', 'add', other, '--project', site.project])
  await isWarm(site, '/news')
  await open(page, `/${site.project}/purge`)
  for (const host of [site.domain, other]) {
    await page.getByLabel(host, { exact: true }).fill('papers')
    await page.getByRole('button', { name: `Save the group of ${host}` }).click()
    await expect(page.getByRole('button', { name: `Save the group of ${host}` })).toBeDisabled()
  }
  await expect(page.getByRole('option', { name: 'papers: 2 domains' })).toBeAttached()
  await page.getByLabel('Scope').selectOption('domain_group papers')
  await page.getByText('Below', { exact: true }).click()
  await page.getByLabel('Paths with all below them, one on each line').fill('/news')
  await page.getByRole('button', { name: 'Invalidate 1 entry' }).click()
  await expect(page.getByRole('region', { name: 'Receipt' })).toContainText('Obeyed by 1 of 1 edge')
  await isReached(site, '/news', 'STALE')
})
