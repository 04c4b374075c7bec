import { expect } from '@playwright/test'
import { freshet, isInteractive, open, test } from './freshet.ts'

test('what a tag reaches is told, both ways, from the table to its paths and to a purge of it', async ({
  page,
  site,
}) => {
  for (const path of ['/articles/1', '/articles/2', '/articles/2', '/news']) await site.visit(path)
  await open(page, `/${site.project}/tags`)
  const row = (tag: string) =>
    page.getByRole('row').filter({ has: page.getByRole('button', { name: tag, exact: true }) })
  await expect(row('articles')).toContainText('never')
  await expect(row('articles').getByRole('link', { name: '2 paths with articles' })).toBeVisible()

  const search = page.getByRole('searchbox', { name: 'Filter tags, or name a path' })
  await search.fill('/news')
  await expect(row('articles')).toHaveCount(0)
  await expect(row('news')).toBeVisible()
  await search.fill('artcles')
  await expect(page.getByText('No tag has “artcles” in its name')).toBeVisible()
  await page.getByRole('button', { name: 'articles', exact: true }).click()
  const sheet = page.getByRole('dialog', { name: 'articles' })
  await expect(sheet.getByRole('definition').filter({ hasText: '2 entries' })).toBeVisible()
  await expect(sheet.getByRole('link', { name: '/articles/2' })).toBeVisible()
  await sheet.getByRole('link', { name: 'Purge…' }).click()
  await expect(page).toHaveURL(/\/purge\?tag=articles$/)
  await expect(page.getByRole('textbox', { name: 'Tags, one on each line' })).toHaveValue('articles')

  await freshet(['purge', '--project', site.project, '--domain', site.domain, '--tag', 'articles', '--yes'])
  await site.visit('/articles/2')
  await open(page, `/${site.project}/tags?sort=fired`)
  await expect(row('articles')).toContainText('invalidated')
  await expect(row('articles')).toContainText('1 of 2')
  await page.reload()
  await isInteractive(page)
  await row('articles').getByRole('link', { name: '2 paths with articles' }).click()
  await expect(page.getByRole('link', { name: '/articles/1', exact: true })).toBeVisible()
  await expect(page.getByRole('link', { name: '/news', exact: true })).toBeHidden()

  const told = await freshet(['tags', 'artcles', '--project', site.project])
  expect(told.stdout).toContain('Nothing that is stored has the tag artcles. Nearest: articles.')
  const listed = await freshet(['tags', '--project', site.project, '--sort', 'entries'])
  expect(listed.stdout).toMatch(/^site +3 +3 +\d/m)
})
