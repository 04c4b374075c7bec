import { expect, type Page } from '@playwright/test'
import { sessionList } from '@/lib/contract/access'
import { FRESHET, isInteractive, OWNER, OWNER_STATE, open, test } from './freshet.ts'

test.use({ expectsFailedLoads: true })
test.describe.configure({ mode: 'serial' })

async function fillIn(page: Page, { email, password }: { readonly email: string; readonly password: string }) {
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
}

async function signIn(page: Page) {
  await open(page, '/sign-in')
  await fillIn(page, OWNER)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { name: 'Projects' })).toBeVisible()
  await isInteractive(page)
}

async function sessionsSeenBy(page: Page) {
  const response = await page.request.get('/api/v1/access/sessions')
  return sessionList.parse(await response.json()).sessions
}

test('before anybody can sign in, the dashboard says where the set-up link is', async ({ page }) => {
  await open(page, '/')
  await expect(page).toHaveURL(/\/set-up$/)
  await expect(page.getByText('Open the set-up link that the start printed')).toBeVisible()
})

test('a short password is refused at its field before anything is sent, until it is long enough', async ({ page }) => {
  const sent: string[] = []
  page.on('request', (request) => sent.push(new URL(request.url()).pathname))
  await open(page, FRESHET.E2E_SET_UP_URL)
  await fillIn(page, { ...OWNER, password: 'eleven char' })
  await page.getByRole('button', { name: 'Create the owner' }).click()
  const field = page.getByLabel('Password')
  await expect(field).toHaveAccessibleDescription('Use at least 12 characters.')
  await expect(field).toHaveAttribute('aria-invalid', 'true')
  await field.fill('twelve chars')
  await expect(field).toHaveAttribute('aria-invalid', 'false')
  expect(sent).not.toContain('/api/v1/access/set-up')
})

test('the set-up link makes the owner, once', async ({ page, browser }) => {
  await open(page, FRESHET.E2E_SET_UP_URL)
  await fillIn(page, OWNER)
  await page.getByRole('button', { name: 'Create the owner' }).click()
  await expect(page.getByRole('heading', { name: 'Projects' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'almanac' })).toBeVisible()
  await page.context().storageState({ path: OWNER_STATE })

  const stranger = await browser.newPage()
  await open(stranger, FRESHET.E2E_SET_UP_URL)
  await fillIn(stranger, { email: 'stranger@example.com', password: 'another long password' })
  await stranger.getByRole('button', { name: 'Create the owner' }).click()
  await expect(stranger.getByRole('main').getByRole('alert')).toContainText('This set-up link was used')
  await stranger.close()
})

test('a wrong password is refused in a sentence that does not tell who has an account', async ({ page }) => {
  await open(page, '/sign-in')
  for (const email of [OWNER.email, 'nobody@example.com']) {
    await fillIn(page, { email, password: 'not the password' })
    const refused = page.waitForResponse((response) => response.url().endsWith('/access/sign-in'))
    await page.getByRole('button', { name: 'Sign in' }).click()
    expect((await refused).status()).toBe(401)
    await expect(page.getByRole('main').getByRole('alert')).toHaveText('The email address or password is wrong.')
  }
})

test('signing out ends the session: every page asks to sign in again', async ({ page }) => {
  await signIn(page)
  await page.getByRole('button', { name: 'Account and theme' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await open(page, '/almanac/paths')
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
})

test('an operator sees where they are signed in, and ends a session elsewhere', async ({ page, browser }) => {
  await signIn(page)
  const elsewhere = await browser.newPage()
  await signIn(elsewhere)
  const own = { 'sec-fetch-site': 'same-origin' }
  const other = (await sessionsSeenBy(elsewhere)).find(({ isCurrent }) => isCurrent)?.id
  expect(await sessionsSeenBy(page)).toContainEqual(expect.objectContaining({ id: other, isCurrent: false }))
  const revoked = await page.request.delete(`/api/v1/access/sessions/${other}`, { headers: own })
  expect(revoked.status()).toBe(200)
  await elsewhere.reload()
  await expect(elsewhere.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await elsewhere.close()
})
