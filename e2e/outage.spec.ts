import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { createToken, FRESHET, open, test } from './freshet.ts'

test.use({ expectsFailedLoads: true })

/** The PostgreSQL of the Freshet under test: its postmaster, and whatever that started. */
function databaseProcesses(): readonly number[] {
  const text = readFileSync(join(FRESHET.E2E_DATA_DIR, 'postgres/data/postmaster.pid'), 'utf8')
  const postmaster = Number(text.split('\n')[0])
  if (!Number.isInteger(postmaster) || postmaster < 2) throw new Error(`No process in postmaster.pid: ${text}`)
  const children = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => parentOf(pid) === postmaster)
  return [postmaster, ...children.map(Number)]
}

/** `undefined` for a process that has just ended. */
function parentOf(pid: string): number | undefined {
  try {
    return Number(/^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
  } catch {
    return undefined
  }
}

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
  const stopped = databaseProcesses()
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
  const [postmaster] = databaseProcesses()
  if (postmaster === undefined) throw new Error('No database runs.')
  process.kill(postmaster, 'SIGKILL')
  expect(await site.visit('/news')).toMatchObject({ status: 200, body })
  const purgeWithNewToken = async () => purge(await createToken('purge').catch(() => 'none yet'), site.project)
  await expect.poll(purgeWithNewToken, { timeout: 20_000 }).toBe(200)
  expect(await site.visit('/news')).toMatchObject({ status: 200, body })
})
