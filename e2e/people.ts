import { type Browser, expect, type Page } from '@playwright/test'
import { z } from 'zod'
import { freshet, open } from './freshet.ts'

/** What everybody who joins in a story chooses. */
export const PASSWORD = 'a heron at the weir'

/** A browser of somebody who is not signed in. */
export async function newBrowser(browser: Browser): Promise<Page> {
  return await (await browser.newContext({ storageState: { cookies: [], origins: [] } })).newPage()
}

/** Takes an invitation up: chooses a password, and is in. */
export async function join(page: Page, link: string): Promise<void> {
  await open(page, link)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Join' }).click()
  await expect(page.getByRole('heading', { name: 'Projects' })).toBeVisible()
}

/** Signs in, as far as that goes: whether it did is for the story to say. */
export async function signIn(page: Page, email: string, password: string): Promise<void> {
  await open(page, '/sign-in')
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** An invitation made in a terminal; resolves to where its link leads within the dashboard. */
export async function inviteByCli(email: string, role: string): Promise<string> {
  const { stdout } = await freshet(['members', 'invite', email, '--role', role, '--json'])
  const { pathname, search } = new URL(z.object({ link: z.url() }).parse(JSON.parse(stdout)).link)
  return `${pathname}${search}`
}
