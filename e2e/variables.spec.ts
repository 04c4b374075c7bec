import { expect } from '@playwright/test'
import { freshet, open, test } from './freshet.ts'

test('a secret is set in the browser, told by its fingerprint alone, replaced and removed', async ({ page, site }) => {
  const answers: string[] = []
  page.on('response', async (response) => {
    if (response.url().includes('/variables')) answers.push(await response.text().catch(() => ''))
  })
  await open(page, `/${site.project}/variables`)
  await expect(page.getByText('No variable yet')).toBeVisible()

  await page.getByRole('button', { name: 'Set a variable' }).click()
  const sheet = page.getByRole('dialog', { name: 'Set a variable' })
  await sheet.getByLabel('Name').fill('NODE_OPTIONS')
  await expect(sheet.getByText('This name is reserved')).toBeVisible()
  await sheet.getByLabel('Name').fill('CMS_TOKEN')
  await sheet.getByLabel('Value').fill('swordfish-1')
  await sheet.getByRole('button', { name: 'Set variable' }).click()
  await expect(sheet).toBeHidden()

  const table = page.getByRole('table', { name: 'Variables' })
  const rowOf = (environment: string) => table.getByRole('row').filter({ hasText: environment })
  const fingerprint = async (environment: string) =>
    (await rowOf(environment).getByRole('cell').nth(2).innerText()).trim()
  await expect(table.getByRole('row')).toHaveCount(3)
  expect(await fingerprint('preview')).toMatch(/^[0-9a-f]{8}$/)
  expect(await fingerprint('preview')).toBe(await fingerprint('production'))

  await page.getByRole('button', { name: 'Replace… CMS_TOKEN of preview' }).click()
  const replace = page.getByRole('dialog', { name: 'Replace CMS_TOKEN' })
  await expect(replace.getByLabel('Value')).toHaveValue('')
  await replace.getByLabel('Value').fill('swordfish-2')
  await replace.getByRole('button', { name: 'Set variable' }).click()
  await expect(replace).toBeHidden()
  await expect.poll(() => fingerprint('preview')).not.toBe(await fingerprint('production'))

  await page.getByRole('button', { name: 'Remove… CMS_TOKEN of preview' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
  await expect(table.getByRole('row')).toHaveCount(2)

  const { stdout } = await freshet(['env', '--project', site.project])
  expect(stdout).toContain('CMS_TOKEN  production')
  expect(answers.length).toBeGreaterThan(2)
  expect([await page.content(), stdout, ...answers].join()).not.toContain('swordfish')
})
