import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { forkEdge, functionFixture, isRunning } from '@/lib/adapters/functions/function-fixture'

const isLinux = process.platform === 'linux'

/** Leaves a process in a session of its own, whose parent is gone; answers with its id and the host's. */
const DETACHING = `
  const { spawn } = require('node:child_process')
  const parent = spawn('sh', ['-c', 'setsid sleep 600 >/dev/null 2>&1 & echo $!'], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
  const pid = new Promise((resolve) => parent.stdout.once('data', resolve))
  module.exports = async (req, res) => res.end(String(await pid).trim() + ' ' + process.pid)`

test.runIf(isLinux)(
  'what a function detaches ends with its host, also two generations on, and nobody else does',
  async () => {
    await using fixture = await functionFixture({ 'index/index.js': DETACHING, 'other/index.js': DETACHING })
    const [ended, kept] = await Promise.all([fixture.fetch(), fixture.fetch({ bundle: 'other' })])
    const [daemon, host] = ended.text.split(' ').map(Number)
    expect(await isRunning(daemon ?? 0)).toBe(true)

    process.kill(host ?? 0, 'SIGKILL')
    await fixture.event('exited', ({ bundle }) => bundle === 'index')

    await expect.poll(() => isRunning(daemon ?? 0), { timeout: 4_000 }).toBe(false)
    expect(await isRunning(Number(kept.text.split(' ')[0]))).toBe(true)
  },
)

test.runIf(isLinux)('a host whose edge is killed takes along what its function detached', async () => {
  await using fixture = await functionFixture({
    'index/index.js': `${DETACHING};pid.then((text) => console.log(String(text)))`,
  })
  const home = join(fixture.directory, 'place')
  await mkdir(home)
  const env = { HOME: home, PATH: '/usr/local/bin:/usr/bin:/bin' }
  const child = await forkEdge({ directory: fixture.directory, home, sends: 'printed', spawn: { env } })
  const [daemon] = await once(child, 'message')
  expect(await isRunning(daemon)).toBe(true)

  child.kill('SIGKILL')

  await expect.poll(() => isRunning(daemon), { timeout: 4_000 }).toBe(false)
})
