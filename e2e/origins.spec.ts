import { expect } from '@playwright/test'
import { freshet, open, test } from './freshet.ts'

const ORIGIN = 'http://10.0.0.5:8080'

test('a private origin is allowed and forbidden in the browser, by keyboard, and the command line agrees', async ({
  page,
  site,
}) => {
  const listed = async () => (await freshet(['origins', '--project', site.project])).stdout
  await open(page, `/${site.project}/origins`)
  await expect(page.getByText('No private origin is allowed')).toBeVisible()

  await page.getByRole('button', { name: 'Allow an origin' }).press('Enter')
  const sheet = page.getByRole('dialog', { name: 'Allow an origin' })
  await sheet.getByLabel('Origin').fill(`${ORIGIN}/path`)
  await expect(sheet.getByText('no path and no password')).toBeVisible()
  await expect(sheet.getByRole('button', { name: 'Allow origin' })).toBeDisabled()
  await sheet.getByLabel('Origin').fill(ORIGIN)
  await page.keyboard.press('Enter')
  await expect(sheet).toBeHidden()
  await expect(page.getByRole('table', { name: 'Allowed origins' }).getByRole('row')).toHaveCount(2)
  expect(await listed()).toContain(ORIGIN)

  await page.getByRole('button', { name: `Forbid… ${ORIGIN}` }).press('Enter')
  await page.getByRole('alertdialog').getByRole('button', { name: 'Forbid' }).press('Enter')
  await expect(page.getByText('No private origin is allowed')).toBeVisible()
  expect(await listed()).not.toContain(ORIGIN)
})
