import { expect } from '@playwright/test'
import { freshet, open, test } from './freshet.ts'
import { BYPASS_TOKEN as BAKED } from './sites/news.ts'

const secretIn = (text: string) => text.match(/frb_[\w-]{43}/)?.[0] ?? ''
const draft = (secret: string) => ({ cookie: `__prerender_bypass=${secret}` })

test('a token is made, used, rotated and revoked, and the old one is refused', async ({ page, site }) => {
  await site.visit('/news')
  await expect.poll(async () => (await site.visit('/news')).cache).toBe('HIT')
  await open(page, `/${site.project}/tokens`)
  await expect(page.getByText('No bypass token yet')).toBeVisible()

  await page.getByRole('button', { name: 'New bypass token' }).click()
  const sheet = page.getByRole('dialog', { name: 'New bypass token' })
  await sheet.getByLabel('Note').fill('the editors')
  await sheet.getByLabel('Draft: pages as editors').check()
  await sheet.getByLabel('Only these paths').fill('/no*where')
  await expect(sheet.getByText('A star may only stand at the end')).toBeVisible()
  await sheet.getByLabel('Only these paths').fill('')
  await sheet.getByRole('button', { name: 'Create bypass token' }).click()
  await expect(sheet.getByText('it is not shown again')).toBeVisible()
  const first = secretIn(await sheet.innerText())
  expect(await sheet.innerText()).toContain(`-H 'x-prerender-revalidate: ${first}'`)
  await sheet.getByRole('button', { name: 'Close (Esc)' }).click()

  const table = page.getByRole('table', { name: 'Bypass tokens' })
  await expect(table.getByRole('row').filter({ hasText: 'the editors' })).toHaveCount(1)
  await expect.poll(async () => (await site.visit('/news', draft(first))).cache).toBe('BYPASS')
  expect((await site.visit('/news', { 'x-prerender-revalidate': first })).cache).toBe('REVALIDATED')

  await page.getByRole('button', { name: 'Rotate… the editors' }).click()
  const rotation = page.getByRole('dialog', { name: 'Rotate “the editors”' })
  await rotation.getByLabel('The old one goes on for').selectOption('an hour')
  await rotation.getByRole('button', { name: 'Rotate token' }).click()
  await expect(rotation.getByText('The old one holds until')).toBeVisible()
  const second = secretIn(await rotation.innerText())
  expect(second).not.toBe(first)
  await rotation.getByRole('button', { name: 'Close (Esc)' }).click()
  await expect.poll(async () => (await site.visit('/news', draft(second))).cache).toBe('BYPASS')
  expect((await site.visit('/news', draft(first))).cache).toBe('BYPASS')

  const old = table.getByRole('row').filter({ hasText: 'rotated, holds until' })
  await old.getByRole('button', { name: 'Revoke… the editors' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click()
  await expect(page.getByText('Obeyed by 1 of 1 edge')).toBeVisible()
  expect((await site.visit('/news', draft(first))).cache).toBe('HIT')
  expect((await site.visit('/news', draft(second))).cache).toBe('BYPASS')

  // Who still has the old one is told by its refusals.
  const revoked = table.getByRole('row').filter({ hasText: 'revoked' })
  await expect(async () => {
    await page.reload()
    await expect(revoked.getByRole('cell').nth(5)).toHaveText('1', { timeout: 500 })
  }).toPass({ timeout: 15_000 })
  expect(await page.content()).not.toContain(first)
  expect(await page.content()).not.toContain(second)
})

test('tokens of builds are told by their reach, wrong ones by who tried them, and the CLI does the same', async ({
  page,
  site,
}) => {
  expect((await site.visit('/news', { 'x-prerender-revalidate': BAKED })).cache).toBe('REVALIDATED')
  await site.visit('/news', { 'x-prerender-revalidate': 'a guess' })
  await open(page, `/${site.project}/tokens`)
  const baked = page.getByRole('table', { name: 'Tokens brought along by builds' })
  await expect(baked.getByRole('row')).toHaveCount(2)
  await expect(baked.getByText('shown')).toBeVisible()
  expect(await page.content()).not.toContain(BAKED)
  await expect(async () => {
    await page.reload()
    const wrong = page.getByRole('table', { name: 'Wrong tokens, the newest first' })
    await expect(wrong.getByRole('row').filter({ hasText: site.domain })).toContainText('127.0.0.1', { timeout: 500 })
  }).toPass({ timeout: 15_000 })

  const made = await freshet(['bypass', 'create', '--project', site.project, '--note', 'ci', '--for', 'revalidate'])
  const secret = secretIn(made.stdout)
  const id = made.stderr.match(/btk_\w{12}/)?.[0] ?? ''
  await expect
    .poll(async () => (await site.visit('/news', { 'x-prerender-revalidate': secret })).cache)
    .toBe('REVALIDATED')
  const listed = await freshet(['bypass', '--project', site.project])
  expect(listed.stdout).toContain(id)
  expect(listed.stdout).not.toContain(secret)
  const revoked = await freshet(['bypass', 'revoke', id])
  expect(revoked.stdout).toContain('Obeyed by 1 of 1 edge')
  expect((await site.visit('/news', { 'x-prerender-revalidate': secret })).cache).toBe('HIT')
})

test.describe('while the network fails', () => {
  test.use({ expectsFailedLoads: true })

  test('what went wrong with one revocation is not told of the next', async ({ page, site }) => {
    for (const note of ['one', 'two'])
      await freshet(['bypass', 'create', '--project', site.project, '--note', note, '--for', 'draft'])
    await open(page, `/${site.project}/tokens`)
    await page.route('**/api/v1/bypass-tokens/*', (route) => route.abort())
    const dialog = page.getByRole('alertdialog')
    await page.getByRole('button', { name: 'Revoke… one' }).click()
    await dialog.getByRole('button', { name: 'Revoke' }).click()
    await expect(dialog.getByRole('alert')).toBeVisible()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Revoke… two' }).click()
    await expect(dialog.getByText('Every edge refuses it from now on')).toBeVisible()
    await expect(dialog.getByRole('alert')).toHaveCount(0)
    await page.unroute('**/api/v1/bypass-tokens/*')
    await dialog.getByRole('button', { name: 'Revoke' }).click()
    await expect(page.getByText('Obeyed by 1 of 1 edge')).toBeVisible()
  })

  test('an API token is refused from the moment it is revoked, and an old error is gone from the dialog', async ({
    page,
    site,
  }) => {
    const name = `reader of ${site.project}`
    const made = await freshet(['token', 'create', '--name', name, '--scope', 'read', '--json'])
    const { token } = JSON.parse(made.stdout)
    const asked = () => freshet(['paths', '--project', site.project], token)
    expect(await asked()).toMatchObject({ code: 0 })
    await open(page, `/${site.project}/tokens`)
    await page.route('**/api/v1/tokens/*', (route) => route.abort())
    const dialog = page.getByRole('alertdialog')
    const revoke = page.getByRole('button', { name: `Revoke… ${name}` })
    await revoke.click()
    await dialog.getByRole('button', { name: 'Revoke' }).click()
    await expect(dialog.getByRole('alert')).toBeVisible()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await page.unroute('**/api/v1/tokens/*')
    await revoke.click()
    await expect(dialog.getByRole('alert')).toHaveCount(0)
    await dialog.getByRole('button', { name: 'Revoke' }).click()
    await expect(dialog).toBeHidden()
    expect(await asked()).toMatchObject({ code: 1, stderr: expect.stringContaining('token') })
  })
})
