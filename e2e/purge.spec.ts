import { expect, type Page } from '@playwright/test'
import { OWNER, open, type Site, test } from './freshet.ts'

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
  const newest = page.getByRole('table', { name: 'Purges, newest first' }).getByRole('row').nth(1)
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
