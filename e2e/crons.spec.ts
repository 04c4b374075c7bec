import { expect } from '@playwright/test'
import { freshet, open, test } from './freshet.ts'

test('a cron is shown with its next run, runs when asked to, and tells what came of it', async ({ page, site }) => {
  await open(page, `/${site.project}/crons`)
  const cron = page.getByRole('table', { name: 'Crons' }).getByRole('row').nth(1)
  await expect(cron).toContainText('/robots.txt')
  await expect(cron).toContainText('0 0 1 1 *')
  await expect(cron).toContainText(/in \d+/)
  await expect(cron).toContainText('never')

  await page.getByRole('button', { name: 'Run now /robots.txt' }).click()
  const newest = page.getByRole('table', { name: 'Runs, newest first' }).getByRole('row').nth(1)
  await expect(newest).toContainText('succeeded (200)')
  await expect(cron).toContainText('succeeded (200)')

  const run = await freshet(['crons', 'run', '/robots.txt', '--project', site.project])
  expect(run.code).toBe(0)
  const listed = async () => (await freshet(['crons', 'ls', '--runs', '--project', site.project])).stdout
  await expect.poll(async () => (await listed()).match(/succeeded \(200\)/g)?.length).toBe(2)
  expect((await freshet(['crons', 'run', '/nowhere', '--project', site.project])).code).toBe(1)
})
