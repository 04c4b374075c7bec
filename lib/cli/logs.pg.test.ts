import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { openShop } from '@/lib/cli/testing'
import { liveRequest } from '@/lib/contract/live'

const SOURCE = `module.exports = (_request, response) => response.end('a page')`
const { folder, edge, api, close } = await openShop(SOURCE)
afterAll(close)
const WAIT = { timeout: 20_000, interval: 20 }

/** The real program, as it goes on. */
function logs(args: readonly string[], env: Readonly<Record<string, string>> = { FRESHET_DATA_DIR: folder.path }) {
  const program = join(import.meta.dirname, '../../dist/cli.mjs')
  const child: ChildProcess = spawn(process.execPath, [program, 'logs', '--project', 'shop', ...args], {
    env: { ...env, NODE_ENV: 'test' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      said[name] += text
    })
  }
  const over = once(child, 'close').then(([code]) => z.number().nullable().parse(code))
  return { said, over, child }
}

test('-f shows what comes from then on, one request a line, and Ctrl C ends it without a fault', async () => {
  const { said, over, child } = logs(['-f'])
  await vi.waitFor(async () => {
    await edge.request('/page')
    expect(said.stdout).toContain(' HIT ')
  }, WAIT)
  expect(said.stdout).toMatch(
    /^\d\d:\d\d:\d\d\.\d{3} MISS cold +200 GET shop\.localhost\/page {2}[\d.]+ ms · 6 B · age 0 s · local$/m,
  )
  child.kill('SIGINT')
  expect(await over).toBe(0)
  expect(said.stderr).toBe('')
})

test('filters are those of the page; --json gives a line of JSON for each', async () => {
  const { said, over, child } = logs(['-f', '--json', '--path', '/wanted', '--code', '4xx', '--status', 'none'])
  await vi.waitFor(async () => {
    await edge.request('/page')
    await edge.request('/wanted/one')
    expect(said.stdout).toContain('/wanted/one')
  }, WAIT)
  child.kill('SIGINT')
  await over
  const requests = said.stdout
    .trim()
    .split('\n')
    .map((line) => liveRequest.parse(JSON.parse(line)))
  expect(new Set(requests.map(({ path, code }) => `${code} ${path}`))).toEqual(new Set(['404 /wanted/one']))
  expect(new Set(requests.map(({ id }) => id)).size).toBe(requests.length)
})

test('without -f the newest that edges remember are shown, and it ends', async () => {
  await edge.request('/remembered')
  const { said, over } = logs(['--limit', '1'])
  expect(await over).toBe(0)
  expect(said.stdout).toMatch(/404 GET shop\.localhost\/remembered/)
  const none = logs(['--code', '500'])
  expect(await none.over).toBe(0)
  expect(none.said).toEqual({ stdout: '', stderr: expect.stringContaining('No edge remembers a matching request.') })
})

test('a connection that breaks is made again, and nothing is shown twice', async () => {
  const { said, over, child } = logs(['-f', '--limit', '1'])
  await vi.waitFor(async () => {
    await edge.request('/before the break'.replaceAll(' ', '-'))
    // One is of the past; the others say that the stream is open.
    expect(said.stdout.split('/before-the-break').length).toBeGreaterThan(3)
  }, WAIT)
  api.breakConnections()
  await vi.waitFor(() => expect(said.stderr).toContain('Connected again.'), WAIT)
  await vi.waitFor(async () => {
    await edge.request('/after')
    expect(said.stdout).toContain('/after')
  }, WAIT)
  child.kill('SIGINT')
  expect(await over).toBe(0)
  const lines = said.stdout.trim().split('\n')
  expect(new Set(lines).size).toBe(lines.length)
  expect(said.stderr).toContain('hits from that time are missing')
})

test('what is refused, or was never reached, is told by sentence and code', async () => {
  const refused = logs(['-f', '--path', 'docs'])
  expect([await refused.over, refused.said.stderr]).toEqual([1, expect.stringContaining('A path starts with a slash')])
  const nobody = logs(['-f'], { FRESHET_URL: 'http://127.0.0.1:1', FRESHET_TOKEN: 'frt_x' })
  expect([await nobody.over, nobody.said.stderr]).toEqual([3, expect.stringContaining('Freshet is not running at')])
  expect(await logs(['--limit', 'many']).over).toBe(2)
})
