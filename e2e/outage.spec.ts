import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { processesIn, readPostmaster } from '../lib/launcher/postmaster.ts'
import { createToken, FRESHET, open, test } from './freshet.ts'

test.use({ expectsFailedLoads: true })

/** Where the PostgreSQL of the Freshet under test keeps its data. */
const DATABASE_DIR = realpathSync(join(FRESHET.E2E_DATA_DIR, 'postgres/data'))

function signal(pids: readonly number[], name: 'SIGSTOP' | 'SIGCONT'): void {
  for (const pid of pids) process.kill(pid, name)
}

async function purge(token: string, project: string): Promise<number> {
  const response = await fetch(new URL('/api/v1/purges', FRESHET.E2E_BASE_URL), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ project, scope: { kind: 'project' }, selectors: [{ kind: 'path', path: '/about' }] }),
  })
  await response.arrayBuffer()
  return response.status
}

test('while the database hangs warm pages go on, the dashboard says so, and no purge is called done', async ({
  page,
  site,
}) => {
  test.setTimeout(90_000)
  const token = await createToken('purge')
  const { body } = await site.visit('/news')
  expect((await site.visit('/news')).cache).toBe('HIT')
  await open(page, `/${site.project}`)
  const stopped = processesIn(DATABASE_DIR)
  signal(stopped, 'SIGSTOP')
  try {
    expect(await purge(token, site.project)).toBe(503)
    expect(await site.visit('/news')).toMatchObject({ status: 200, body })
    await expect(page.getByText('The database cannot be reached.')).toBeVisible({ timeout: 30_000 })
    // Purges may have been made that this edge cannot know of.
    expect(await site.visit('/news')).toMatchObject({ status: 200, cache: 'STALE', body })
  } finally {
    signal(stopped, 'SIGCONT')
  }
  await expect(page.getByText('The database cannot be reached.')).toBeHidden({ timeout: 30_000 })
  expect(await purge(token, site.project)).toBe(200)
  await expect.poll(async () => (await site.visit('/news')).cache).toBe('HIT')
})

test('a killed database comes back by itself, with everything that was stored', async ({ site }) => {
  const { body } = await site.visit('/news')
  const postmaster = readPostmaster(DATABASE_DIR)
  if (postmaster === undefined) throw new Error('No database runs.')
  process.kill(postmaster.pid, 'SIGKILL')
  expect(await site.visit('/news')).toMatchObject({ status: 200, body })
  const purgeWithNewToken = async () => purge(await createToken('purge').catch(() => 'none yet'), site.project)
  await expect.poll(purgeWithNewToken, { timeout: 20_000 }).toBe(200)
  expect(await site.visit('/news')).toMatchObject({ status: 200, body })
})
