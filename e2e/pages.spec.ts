import { expect } from '@playwright/test'
import { freshet, isInteractive, open, test, visit } from './freshet.ts'

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

  await freshet(['purge', '--project', site.project, '--domain', site.domain, '--tag', 'articles', '--wait', '--yes'])
  expect((await site.visit('/articles/2')).cache).toBe('STALE')
  await open(page, `/${site.project}/tags?sort=fired`)
  await expect(row('articles')).toContainText('invalidated')
  await expect(row('articles')).toContainText('1 of 2', { timeout: 20_000 })
  await page.reload()
  await isInteractive(page)
  await row('articles').getByRole('link', { name: '2 paths with articles' }).click()
  await expect(page.getByRole('link', { name: '/articles/1', exact: true })).toBeVisible()
  await expect(page.getByRole('link', { name: '/news', exact: true })).toBeHidden()

  const told = await freshet(['tags', 'artcles', '--project', site.project])
  expect(told.stdout).toContain('Nothing stored has the tag artcles. Nearest: articles.')
  const listed = await freshet(['tags', '--project', site.project, '--sort', 'entries'])
  expect(listed.stdout).toMatch(/^site +3 +3 +\d/m)
})

test('what rendering costs is told by route, and what a failed call printed', async ({ page, site }) => {
  for (const path of ['/news', '/articles/1', '/articles/2']) await site.visit(path)
  await open(page, `/${site.project}/functions`)
  const row = page.getByRole('row').filter({ hasText: '/articles/[n]' })
  await expect(row).toContainText('first visit 2', { timeout: 15_000 })
  await expect(page.getByText('No call failed')).toBeVisible()
  await page.getByRole('button', { name: '≈ p95' }).click()
  await expect(page).toHaveURL(/sort=p95/)
  const told = await freshet(['functions', '--project', site.project])
  expect(told.stdout).toMatch(/^\/articles\/\[n\] +2 +0 +\d+ /m)
})

test('a domain is added, moved alone, and removed by its name', async ({ page, site }) => {
  const first = await site.deploy('second')
  const host = `extra.${site.domain}`
  await open(page, `/${site.project}/domains`)
  await page.getByRole('button', { name: 'Add domain' }).click()
  const form = page.getByRole('dialog', { name: 'Add a domain' })
  await form.getByRole('textbox', { name: 'Host' }).fill('https://wrong/')
  await expect(form.getByRole('alert')).toContainText('A host name alone')
  await form.getByRole('textbox', { name: 'Host' }).fill(host)
  await form.getByRole('button', { name: 'Add domain' }).click()
  const row = page.getByRole('row').filter({ hasText: host })
  await expect(row).toContainText('production')

  await row.getByRole('button', { name: `Move ${host}…`, exact: true }).click()
  const move = page.getByRole('alertdialog', { name: `Move ${host}` })
  await move.getByRole('combobox', { name: 'Shows from now on' }).selectOption(first)
  await move.getByRole('button', { name: 'Move', exact: true }).click()
  await expect(move).toBeHidden()
  await expect(row).toContainText(first)
  // Production counts as showing what was promoted last, on whatever domain.
  await expect(page.getByRole('row').filter({ hasText: 'differs' })).toHaveCount(1)
  expect((await visit(host, '/about')).body).toContain('second edition')
  expect((await site.visit('/about')).body).toContain('first edition')

  await row.getByRole('button', { name: `Remove ${host}…` }).click()
  const remove = page.getByRole('alertdialog', { name: `Remove ${host}` })
  await expect(remove.getByRole('button', { name: 'Remove domain' })).toBeDisabled()
  await remove.getByRole('textbox').fill(host)
  await remove.getByRole('button', { name: 'Remove domain' }).click()
  // While a dialog is open, nobody is told of the table behind it.
  await expect(remove).toBeHidden()
  await expect(row).toHaveCount(0)
  expect((await visit(host, '/about')).status).toBe(404)
})

test('the edges tell whether they are in step, and the menu finds what is there and does it', async ({
  page,
  site,
}) => {
  await site.visit('/articles/7')
  await open(page, '/edges')
  const edge = page.getByRole('row').filter({ hasText: 'in step' }).first()
  await expect(edge).toContainText(/MB/)
  await expect(edge).toContainText('0.1.0')

  const second = await site.deploy('second')
  await open(page, `/${site.project}`)
  await expect(page.getByRole('link', { name: /^Edges \d+ of \d+ in step$/ })).toBeVisible()
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('combobox').fill('purge articles/7')
  await expect(page.getByRole('option', { name: /Purge \/articles\/7/ })).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/purge\?domain=.*path=%2Farticles%2F7/)

  await page.keyboard.press('ControlOrMeta+k')
  await page.getByRole('combobox').fill('promote')
  await page.getByRole('option', { name: `Promote ${second}` }).click()
  const dialog = page.getByRole('alertdialog', { name: `Promote ${second}` })
  await dialog.getByRole('button', { name: 'Promote', exact: true }).click()
  await expect(dialog).toBeHidden()
  expect((await site.visit('/about')).body).toContain('second edition')

  await open(page, '/')
  await expect(page.getByRole('listitem').filter({ hasText: site.project })).toContainText('USD')
})
