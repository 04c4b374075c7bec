import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect } from '@playwright/test'
import { FRESHET, freshet, open, test } from './freshet.ts'

const addressOf = (domain: string, path: string) => `http://${domain}:${FRESHET.E2E_EDGE_PORT}${path}`

test('an operator finds why a page is stale: the sentence names the purge, who made it, and what would make it a HIT', async ({
  page,
  site,
}) => {
  await site.visit('/news')
  await open(page, `/${site.project}/why`)
  await page.getByLabel('Address').fill('/news')
  await page.getByRole('button', { name: 'Ask', exact: true }).click()
  await expect(page).toHaveURL(/why\?url=http/)
  const main = page.getByRole('main')
  await expect(main).toContainText('HIT: what is stored is fresh')

  const wish = [
    '--project',
    site.project,
    '--whole-project',
    '--tag',
    'news',
    '--reason',
    'wrong headline',
    '--yes',
    '--wait',
  ]
  expect(await freshet(['purge', ...wish])).toMatchObject({ code: 0 })
  await page.getByRole('button', { name: 'Ask again' }).click()
  await expect(main).toContainText(
    /STALE: purge \d+ \(tag news, whole project\) by \S.*, “wrong headline” made it stale/,
  )
  await expect(main).toContainText('What would make it a HIT: The next visit after that regeneration.')
  await page.getByText('Details').first().click()
  await expect(main.getByText(site.domain, { exact: true }).first()).toBeVisible()

  // Asking changed nothing: the next visitor gets what was foretold.
  expect((await site.visit('/news')).cache).toBe('STALE')

  await page.getByRole('link', { name: /Show purge \d+/ }).click()
  await expect(page).toHaveURL(/journal\?purge=\d+/)
  await page.goBack()
  await page.getByRole('main').getByRole('link', { name: 'stale_tag' }).first().click()
  await expect(page).toHaveURL(/docs\/failure-modes#/)
  await expect(page.getByRole('heading', { name: 'stale_tag' })).toBeVisible()
})

test('the page of a path tells why, for the page that is shown', async ({ page, site }) => {
  await site.visit('/news')
  await open(page, `/${site.project}/path?domain=${site.domain}&path=/news`)
  const why = page.getByRole('region', { name: 'Why' })
  await expect(why).toContainText('HIT: what is stored is fresh')
  await why.getByRole('link', { name: 'Ask about another address' }).click()
  await expect(page.getByLabel('Address')).toHaveValue(addressOf(site.domain, '/news'))
})

test('what is done on the page of a path shows in its panel Why by itself, once the edges obey', async ({
  page,
  site,
}) => {
  await site.visit('/news')
  await open(page, `/${site.project}/path?domain=${site.domain}&path=/news`)
  const why = page.getByRole('region', { name: 'Why' })
  await expect(why).toContainText('HIT: what is stored is fresh')
  await page.getByRole('button', { name: 'Purge…' }).click()
  const sheet = page.getByRole('dialog', { name: 'Purge' })
  await sheet.getByRole('button', { name: 'Invalidate 1 entry' }).click()
  await expect(sheet.getByRole('status')).toContainText('Invalidated 1 entry')
  await page.keyboard.press('Escape')
  await expect(why).toContainText(/STALE: purge \d+ \(path \/news/)
  await page.getByRole('button', { name: /^Pin version of/ }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Pin this generation' }).click()
  await expect(why).toContainText(/pinned/)
})

test('the command line tells the same, and its token makes a real request tell why to curl', async ({ page, site }) => {
  await site.visit('/news')
  const address = addressOf(site.domain, '/news')
  const { stdout, code } = await freshet(['why', address])
  expect(code).toBe(0)
  expect(stdout).toContain('HIT: what is stored is fresh')
  expect(stdout).toContain(`/docs/failure-modes#hit`)

  await open(page, `/${site.project}/why?url=${encodeURIComponent(address)}`)
  await page.getByRole('button', { name: 'Make a curl command' }).click()
  const command = await page.getByRole('main').getByRole('code').filter({ hasText: 'x-freshet-why' }).innerText()
  const run = promisify(execFile)
  const resolved = ['--resolve', `${site.domain}:${FRESHET.E2E_EDGE_PORT}:127.0.0.1`].join(' ')
  const { stdout: head } = await run('sh', ['-c', command.replace(/^curl /, `curl ${resolved} `)])
  expect(head).toMatch(/^x-freshet-why: \{"sentence":"HIT: what is stored is fresh/im)
  const { stdout: plain } = await run('sh', [
    '-c',
    command.replace(/^curl /, `curl ${resolved} `).replace(/x-freshet-why: \w/, 'x-freshet-why: _'),
  ])
  expect(plain).not.toMatch(/^x-freshet-why/im)
})

test('an address that is none is refused before it is asked', async ({ page, site }) => {
  await open(page, `/${site.project}/why`)
  await page.getByLabel('Address').fill('ftp://nowhere')
  await page.getByRole('button', { name: 'Ask', exact: true }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'Give a whole address' })).toBeVisible()
})
