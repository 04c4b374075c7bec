import { expect } from '@playwright/test'
import { open, test } from './freshet.ts'
import { inviteByCli, join, newBrowser, PASSWORD, signIn } from './people.ts'

const NEXT = 'an otter under the bridge'

// What is refused is a failed load to the browser, and that is all that may fail.
test.use({ expectsFailedLoads: true })

test('change my password: every other browser is signed out at once, and the old password opens nothing', async ({
  site,
  browser,
}) => {
  const email = `pat-${site.project}@example.com`
  const [desk, phone] = [await newBrowser(browser), await newBrowser(browser)]
  await join(desk, await inviteByCli(email, 'operator'))
  await signIn(phone, email, PASSWORD)
  await expect(phone.getByRole('heading', { name: 'Projects' })).toBeVisible()
  await open(phone, `/${site.project}/paths`)

  await open(desk, '/account')
  const signedIn = desk.getByRole('table', { name: 'Browsers signed in' })
  await expect(signedIn.getByRole('row')).toHaveCount(3)
  const change = async (current: string, password: string) => {
    await desk.getByLabel('Current password').fill(current)
    await desk.getByLabel('New password').fill(password)
    await desk.getByRole('button', { name: 'Change password' }).click()
  }
  await change(PASSWORD, 'too short')
  await expect(desk.getByText('Use at least 12 characters.')).toBeVisible()
  await change('a wrong guess at it', NEXT)
  await expect(desk.getByRole('alert').filter({ hasText: 'current password' })).toBeVisible()
  expect((await phone.request.get('/api/v1/projects')).status()).toBe(200)

  await change(PASSWORD, NEXT)
  await expect(desk.getByText('Changed. You are signed out everywhere else.')).toBeVisible()
  await expect(desk.getByLabel('Current password')).toHaveValue('')
  await expect(signedIn.getByRole('row')).toHaveCount(2)
  expect((await phone.request.get('/api/v1/projects')).status()).toBe(401)
  await phone.reload()
  await expect(phone.getByRole('button', { name: 'Sign in' })).toBeVisible()

  await signIn(phone, email, PASSWORD)
  await expect(phone.getByRole('alert').filter({ hasText: 'password' })).toBeVisible()
  await signIn(phone, email, NEXT)
  await expect(phone.getByRole('heading', { name: 'Projects' })).toBeVisible()
  // Who changed it was not signed out, and goes on.
  await open(desk, `/${site.project}`)
  await expect(desk.getByRole('heading', { name: 'Overview' })).toBeVisible()
  await Promise.all([desk, phone].map((page) => page.context().close()))
})
