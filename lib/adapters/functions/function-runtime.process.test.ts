import { once } from 'node:events'
import { chmod, chown, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { canReach, unprivilegedUser } from '@/lib/adapters/functions/confinement'
import { bytesOf, forkEdge, functionFixture, HOST_SCRIPT, isRunning } from '@/lib/adapters/functions/function-fixture'
import type { CallCost } from '@/lib/engine/ports'

const PID = 'module.exports = (req, res) => res.end(String(process.pid))'

/** Answers when it is told to, over a signal of the test. */
const GATED = `
  const open = []
  process.on('SIGUSR2', () => { for (const res of open.splice(0)) res.end('opened') })
  module.exports = (req, res) => {
    if (req.url === '/pid') return res.end(String(process.pid))
    open.push(res)
    console.log('waiting ' + open.length)
  }`

test('calls of one bundle share a process, those of another bundle or deployment have their own', async () => {
  await using fixture = await functionFixture({ 'index/index.js': PID, 'other/index.js': PID })

  const pids = await Promise.all([
    fixture.fetch(),
    fixture.fetch(),
    fixture.fetch({ bundle: 'other' }),
    fixture.fetch({ deploymentId: 'dpl_2' }),
  ])

  const [first, second, other, otherDeployment] = pids.map(({ text }) => text)
  expect(second).toBe(first)
  expect(new Set([first, other, otherDeployment]).size).toBe(3)
  expect(fixture.events.filter(({ kind }) => kind === 'started')).toHaveLength(3)
  expect(fixture.runtime.stats()).toMatchObject({ hosts: 3 })
})

test('T17: a function finds its own environment, a home of its own and its own directory, and nothing of the edge', async () => {
  await using fixture = await functionFixture(
    {
      'index/index.js': `module.exports = (req, res) => {
        let parent = 'unreadable'
        try { parent = require('node:fs').readFileSync('/proc/' + process.ppid + '/environ', 'utf8') } catch {}
        const { HOME, TMPDIR, ...env } = process.env
        require('node:fs').writeFileSync(HOME + '/written', '')
        res.end(JSON.stringify({ env, hasHome: HOME === TMPDIR, cwd: process.cwd(), send: typeof process.send, uid: process.getuid(), parent }))
      }`,
    },
    { baseEnvironment: { LANG: 'de_CH.UTF-8' } },
  )
  const { text } = await fixture.fetch({ function: { environment: { GREETING: 'hello' } } })

  const seen: unknown = JSON.parse(text)
  expect(seen).toMatchObject({
    env: {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      LANG: 'de_CH.UTF-8',
      TZ: 'UTC',
      NODE_ENV: 'production',
      GREETING: 'hello',
    },
    hasHome: true,
    cwd: join(fixture.directory, 'index'),
    send: 'undefined',
  })
  expect(Object.keys(Object(Reflect.get(Object(seen), 'env'))).sort()).toEqual([
    'GREETING',
    'LANG',
    'NODE_ENV',
    'PATH',
    'TZ',
  ])
  if (await canRunAsNobody()) expect(seen).toMatchObject({ uid: 65_534, parent: 'unreadable' })
})

test('a function that only the edge’s user can read runs as that user', async () => {
  await using fixture = await functionFixture({ 'index/index.js': PID })
  await chmod(fixture.directory, 0o700)

  await fixture.fetch()

  expect(await fixture.event('started')).toMatchObject({ isConfined: false })
})

test('calls run beside each other up to the bound; one more waits its turn; beyond the queue they are refused', async () => {
  await using fixture = await functionFixture({ 'index/index.js': GATED }, { limits: { callsPerHost: 2, queue: 1 } })
  const { text: pid } = await fixture.fetch({ url: '/pid' })

  const running = [fixture.fetch(), fixture.fetch()]
  await fixture.event('output', ({ line }) => line === 'waiting 2')
  const waiting = fixture.fetch({ url: '/pid' })
  const refused = await fixture.invoke({ url: '/pid' })
  process.kill(Number(pid), 'SIGUSR2')

  expect(refused).toMatchObject({ kind: 'failed', reason: 'overloaded' })
  expect((await Promise.all(running)).map(({ text }) => text)).toEqual(['opened', 'opened'])
  expect((await waiting).text).toBe(pid)
})

test('a call that waits longer than it may run is refused', async () => {
  await using fixture = await functionFixture({ 'index/index.js': GATED }, { limits: { callsPerHost: 1 } })
  const running = fixture.invoke()
  await fixture.event('output', ({ line }) => line === 'waiting 1')

  const refused = await fixture.invoke({ function: { maxDurationSeconds: 0.05 } })
  await fixture.runtime.stop()

  expect(refused).toMatchObject({ kind: 'failed', reason: 'overloaded' })
  expect(await running).toMatchObject({ kind: 'failed', reason: 'crashed' })
})

test('an idle host is stopped, and started again by the next call', async () => {
  await using fixture = await functionFixture({ 'index/index.js': PID }, { limits: { idleMs: 20 } })

  const { text: pid } = await fixture.fetch()
  const exit = await fixture.event('exited')

  expect(exit).toMatchObject({ reason: 'idle', pid: Number(pid) })
  expect((await fixture.fetch()).text).not.toBe(pid)
})

test('a host is not idle while waitUntil holds it', async () => {
  await using fixture = await functionFixture(
    {
      'index/index.js': `module.exports = (req, res) => {
        const { waitUntil } = globalThis[Symbol.for('@vercel/request-context')].get()
        waitUntil(new Promise((resolve) => process.once('SIGUSR2', resolve)))
        res.end(String(process.pid))
      }`,
      'other/index.js': PID,
    },
    { limits: { idleMs: 0 } },
  )

  const { text: pid } = await fixture.fetch()
  await fixture.fetch({ bundle: 'other' })
  await fixture.event('exited', ({ bundle }) => bundle === 'other')
  const before = fixture.events.filter(({ kind, bundle }) => kind === 'exited' && bundle === 'index')
  process.kill(Number(pid), 'SIGUSR2')

  expect(before).toEqual([])
  expect(await fixture.event('exited', ({ bundle }) => bundle === 'index')).toMatchObject({ reason: 'idle' })
})

test('where no further host fits, the one used longest ago makes room', async () => {
  await using fixture = await functionFixture(
    { 'a/index.js': PID, 'b/index.js': PID, 'c/index.js': PID },
    { limits: { hosts: 2 } },
  )
  const { text: a } = await fixture.fetch({ bundle: 'a' })
  await fixture.fetch({ bundle: 'b' })
  await fixture.fetch({ bundle: 'a' })
  await expect.poll(() => fixture.runtime.stats().openCalls, { timeout: 4_000 }).toBe(0)

  await fixture.fetch({ bundle: 'c' })

  expect(await fixture.event('exited')).toMatchObject({ bundle: 'b', reason: 'evicted' })
  expect((await fixture.fetch({ bundle: 'a' })).text).toBe(a)
})

test('where all hosts are busy, a new one waits for the first that is not', async () => {
  await using fixture = await functionFixture({ 'a/index.js': GATED, 'b/index.js': PID }, { limits: { hosts: 1 } })
  const { text: pid } = await fixture.fetch({ bundle: 'a', url: '/pid' })
  const busy = fixture.fetch({ bundle: 'a' })
  await fixture.event('output', ({ line }) => line === 'waiting 1')

  const refused = await fixture.invoke({ bundle: 'b', function: { maxDurationSeconds: 0.05 } })
  const waiting = fixture.fetch({ bundle: 'b' })
  process.kill(Number(pid), 'SIGUSR2')

  expect(refused).toMatchObject({ kind: 'failed', reason: 'overloaded', message: 'All 1 function hosts are busy.' })
  expect((await busy).text).toBe('opened')
  expect((await waiting).text).not.toBe(pid)
})

test('stop leaves no process, no socket and no caller waiting, also of what functions started', async () => {
  await using fixture = await functionFixture({
    'index/index.js': `
      const sleeper = require('node:child_process').spawn('sleep', ['600'])
      process.on('SIGTERM', () => {})
      module.exports = (req, res) => { if (req.url === '/pids') res.end(process.pid + ' ' + sleeper.pid); else console.log('called') }`,
  })
  const { text } = await fixture.fetch({ url: '/pids' })
  const [host, sleeper] = text.split(' ').map(Number)
  const inFlight = fixture.invoke()
  await fixture.event('output', ({ line }) => line === 'called')

  await fixture.runtime.stop()

  expect(await inFlight).toMatchObject({ kind: 'failed', reason: 'crashed' })
  expect(() => process.kill(host ?? 0, 0)).toThrow('ESRCH')
  await expect.poll(() => isRunning(sleeper ?? 0), { timeout: 4_000 }).toBe(false)
  expect(await readdir(join(fixture.directory, 'sockets'))).toEqual([])
  expect(await fixture.invoke()).toMatchObject({ kind: 'failed', reason: 'unavailable' })
  expect(fixture.runtime.stats()).toEqual({ hosts: 0, openCalls: 0 })
})

test('a body streams in order while it is made, and no faster than it is read', async () => {
  await using fixture = await functionFixture({
    'index/index.js': `exports.POST = async (request) => new Response(new ReadableStream({
      async start(controller) {
        for await (const chunk of request.body) controller.enqueue(chunk)
        controller.close()
      } }))
      exports.GET = () => { let made = 0; return new Response(new ReadableStream({ pull(controller) {
        made += 1; globalThis.made = made; controller.enqueue(new Uint8Array(65_536)) } })) }
      exports.HEAD = () => new Response(null, { headers: { 'x-made': String(globalThis.made) } })`,
  })
  const steps: string[] = []
  const gate = Promise.withResolvers<void>()
  async function* upload() {
    yield* bytesOf('one')
    await gate.promise
    yield* bytesOf('two')
  }

  const echoed = await fixture.invoke({ method: 'POST', body: upload() })
  if (echoed.kind === 'failed') throw new Error(echoed.message)
  for await (const chunk of echoed.body) {
    steps.push(Buffer.from(chunk).toString())
    gate.resolve()
  }
  const endless = await fixture.invoke()
  if (endless.kind === 'failed') throw new Error(endless.message)
  const { headers } = await fixture.fetch({ method: 'HEAD' })

  expect(steps).toEqual(['one', 'two'])
  expect(Number(headers.find(([name]) => name === 'x-made')?.[1])).toBeLessThan(200)
})

test('a large block of headers passes', async () => {
  await using fixture = await functionFixture({
    'index/index.js':
      "module.exports = (req, res) => res.writeHead(200, { 'x-next-cache-tags': 't'.repeat(60_000) }).end()",
  })

  const { headers } = await fixture.fetch({ headers: [['x-long', 'l'.repeat(40_000)]] })

  expect(headers).toContainEqual(['x-next-cache-tags', 't'.repeat(60_000)])
})

test('a socket directory whose path is too long for a socket gives way to the temporary directory', async () => {
  await using fixture = await functionFixture(
    { 'index/index.js': PID },
    { socketDirectory: `/tmp/freshet-${'x'.repeat(120)}` },
  )

  expect((await fixture.fetch()).status).toBe(200)
  await rm(`/tmp/freshet-${'x'.repeat(120)}`, { recursive: true })
})

test.each([
  ['and takes its directory along', PID, 0o755],
  // As when it runs as nobody in a directory of root's, with a function that survives every error.
  ['also where it may not remove its directory', `process.on('uncaughtException', () => {}); ${PID}`, 0o555],
])('a host leaves by itself when its edge is killed, %s', async (_title, source, mode) => {
  if (mode === 0o555 && process.getuid?.() === 0 && !(await canRunAsNobody())) {
    process.stdout.write('not tried as nobody: that user cannot enter the folders that this checkout lies in\n')
    return
  }
  await using fixture = await functionFixture({ 'index/index.js': source, 'cage/place/note': '' })
  const nobody = unprivilegedUser()
  const cage = join(fixture.directory, 'cage')
  if (mode === 0o555 && nobody !== null) await chown(join(cage, 'place'), nobody.uid, nobody.gid)
  await chmod(cage, mode)
  const user = mode === 0o555 ? { ...nobody } : {}
  const home = join(cage, 'place')
  const child = await forkEdge({ directory: fixture.directory, home, sends: 'pid', spawn: user })
  const [hostPid] = await once(child, 'message')

  child.kill('SIGKILL')

  await expect.poll(() => isRunning(hostPid), { timeout: 4_000 }).toBe(false)
  expect(await readdir(cage)).toEqual(mode === 0o555 ? ['place'] : [])
  await chmod(cage, 0o755)
})

test('a call that HTTP cannot carry rejects, and takes no turn with it', async () => {
  await using fixture = await functionFixture({ 'index/index.js': PID }, { limits: { callsPerHost: 1, queue: 0 } })

  await expect(fixture.invoke({ headers: [['x-broken', 'a\nb']] })).rejects.toThrow('Invalid character')

  expect((await fixture.fetch()).status).toBe(200)
})

/** Whether hosts run as `nobody` here: we are root, and that user can reach Node and the host's program. */
async function canRunAsNobody(): Promise<boolean> {
  const nobody = unprivilegedUser()
  return nobody !== null && (await canReach(nobody, { files: [process.execPath, HOST_SCRIPT], directories: [] }))
}

/** A zombie that its parent has not collected yet is not running. */

test('a call tells once what it took: wall time with what it did behind its answer, CPU time, and memory for so long', async () => {
  await using fixture = await functionFixture({
    'index/index.js': `module.exports = (req, res) => {
      const from = process.cpuUsage()
      while (process.cpuUsage(from).user < 60_000);
      globalThis[Symbol.for('@vercel/request-context')].get().waitUntil(new Promise((resolve) => setTimeout(resolve, 40)))
      res.end('done')
    }`,
  })
  const costs: CallCost[] = []
  const closed = fixture.event('background_ended')
  await fixture.fetch({ over: (cost) => costs.push(cost) })
  await closed
  const [cost] = costs
  expect(costs).toHaveLength(1)
  expect(cost?.durationMs).toBeGreaterThan(95)
  expect(cost?.cpuUs).toBeGreaterThan(20_000)
  expect(cost?.memoryMbMs).toBeGreaterThan(95)
})

test('calls that run beside each other share what their process takes; one that reached no process took nothing', async () => {
  await using fixture = await functionFixture({ 'index/index.js': GATED })
  const costs: CallCost[] = []
  const over = (cost: CallCost) => costs.push(cost)
  const pid = Number((await fixture.fetch({ url: '/pid', over })).text)
  const began = performance.now()
  const calls = [fixture.fetch({ over }), fixture.fetch({ over })]
  await fixture.event('output', ({ line }) => line === 'waiting 2')
  await new Promise((resolve) => setTimeout(resolve, 100))
  process.kill(pid, 'SIGUSR2')
  await Promise.all(calls)
  await expect.poll(() => costs.length).toBe(3)
  const elapsedMs = performance.now() - began
  const shares = costs.slice(1).reduce((sum, { memoryMbMs }) => sum + memoryMbMs, 0) / 256
  expect(shares).toBeGreaterThan(95)
  expect(shares).toBeLessThan(elapsedMs + 20)
  const refused = await fixture.invoke({ over, bundle: 'absent' })
  expect(refused.kind).toBe('failed')
  expect(costs).toHaveLength(3)
})
