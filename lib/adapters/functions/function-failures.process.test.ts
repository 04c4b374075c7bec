import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bytesOf, functionFixture, nodeRuntime, textOf } from '@/lib/adapters/functions/function-fixture'
import type { CallCost } from '@/lib/engine/ports'

const brief = { function: { maxDurationSeconds: 0.3 } }

/** One function that does what its path says; `/ok` tells which process answered. */
const MISBEHAVING = `
  module.exports = (req, res) => {
    switch (req.url) {
      case '/ok': return res.end(String(process.pid))
      case '/never': return
      case '/loop': for (;;);
      case '/exit': return process.exit(3)
      case '/kill': return process.kill(process.pid, 'SIGKILL')
      case '/later': return void setImmediate(() => { throw new Error('nobody catches this') })
      case '/hang-up': return res.destroy()
      case '/half': res.writeHead(200, { 'content-length': 10 }); return res.write('half', () => process.exit(1))
      case '/switch': return res.socket.write('HTTP/1.1 101 Switching\\r\\nupgrade: x\\r\\nconnection: upgrade\\r\\n\\r\\n')
      case '/nought': return res.socket.write('HTTP/1.1 000 None\\r\\ncontent-length: 2\\r\\n\\r\\nok')
      case '/drop': res.write('begun'); return setImmediate(() => res.destroy())
      case '/drip': res.write('drop'); return
      case '/wait': process.once('SIGUSR2', () => res.end(String(process.pid))); return console.log('waiting')
    }
  }`

test.each([
  ['/exit', 'crashed', 'The function ended its process with code 3.'],
  ['/kill', 'crashed', 'The function was ended by SIGKILL.'],
  ['/later', 'crashed', 'The function ended its process with code 1.'],
])('%s fails the call as crashed, and the next call finds a fresh host', async (url, reason, message) => {
  await using fixture = await functionFixture({ 'index/index.js': MISBEHAVING })
  const { text: pid } = await fixture.fetch({ url: '/ok' })

  const response = await fixture.invoke({ url })
  const { text: nextPid } = await fixture.fetch({ url: '/ok' })

  expect(response).toEqual({ kind: 'failed', reason, message })
  expect(nextPid).not.toBe(pid)
  expect(await fixture.event('exited')).toMatchObject({ reason: 'crashed', pid: Number(pid) })
})

test('a crash fails the calls in flight in that host, and in no other', async () => {
  await using fixture = await functionFixture({ 'index/index.js': MISBEHAVING, 'other/index.js': MISBEHAVING })
  await fixture.fetch({ url: '/ok' })
  const { text: otherPid } = await fixture.fetch({ url: '/ok', bundle: 'other' })
  const inSame = [fixture.invoke({ url: '/never' }), fixture.invoke({ url: '/never' })]
  const inOther = fixture.fetch({ url: '/wait', bundle: 'other' })
  await fixture.event('output', ({ line }) => line === 'waiting')

  const crash = await fixture.invoke({ url: '/exit' })
  process.kill(Number(otherPid), 'SIGUSR2')

  expect([crash, ...(await Promise.all(inSame))]).toEqual(Array(3).fill(expect.objectContaining({ reason: 'crashed' })))
  expect((await inOther).text).toBe(otherPid)
})

test.each(['/switch', '/nought'])('%s is no answer: the call is over at once, and the host stays', async (url) => {
  await using fixture = await functionFixture({ 'index/index.js': MISBEHAVING })
  const { text: pid } = await fixture.fetch({ url: '/ok' })

  const response = await fixture.invoke({ url })

  expect(response).toMatchObject({ kind: 'failed', reason: 'no_response' })
  expect((await fixture.fetch({ url: '/ok' })).text).toBe(pid)
})

test('a function that hangs up without an answer is told from a crash, and keeps its host', async () => {
  await using fixture = await functionFixture({ 'index/index.js': MISBEHAVING })
  const { text: pid } = await fixture.fetch({ url: '/ok' })

  const response = await fixture.invoke({ url: '/hang-up' })

  expect(response).toMatchObject({ kind: 'failed', reason: 'no_response' })
  expect((await fixture.fetch({ url: '/ok' })).text).toBe(pid)
})

test('a function that never answers fails at its deadline; the calls beside it finish, the next one is in a fresh host', async () => {
  await using fixture = await functionFixture({ 'index/index.js': MISBEHAVING })
  const { text: pid } = await fixture.fetch({ url: '/ok' })
  const beside = fixture.fetch({ url: '/wait' })
  await fixture.event('output', ({ line }) => line === 'waiting')

  const response = await fixture.invoke({ url: '/never', ...brief })
  const { text: nextPid } = await fixture.fetch({ url: '/ok' })
  process.kill(Number(pid), 'SIGUSR2')

  expect(response).toEqual({ kind: 'failed', reason: 'timeout', message: 'The function had not finished after 0.3 s.' })
  expect((await beside).text).toBe(pid)
  expect(nextPid).not.toBe(pid)
  expect(await fixture.event('exited')).toMatchObject({ reason: 'timeout', pid: Number(pid) })
})

test('what waitUntil got does not hold a host whose call passed its deadline', async () => {
  await using fixture = await functionFixture({
    'index/index.js': `module.exports = () => {
      globalThis[Symbol.for('@vercel/request-context')].get().waitUntil(new Promise(() => {}))
    }`,
  })

  expect(await fixture.invoke(brief)).toMatchObject({ kind: 'failed', reason: 'timeout' })

  expect(await fixture.event('exited')).toMatchObject({ reason: 'timeout' })
})

test('T17: an endless loop is killed at its deadline with the calls in its host, and the next call is in a fresh one', async () => {
  await using fixture = await functionFixture({ 'index/index.js': MISBEHAVING })
  const { text: pid } = await fixture.fetch({ url: '/ok' })
  const beside = fixture.invoke({ url: '/never' })

  const response = await fixture.invoke({ url: '/loop', ...brief })
  const { text: nextPid } = await fixture.fetch({ url: '/ok' })

  expect(response).toMatchObject({ kind: 'failed', reason: 'timeout' })
  expect(await beside).toMatchObject({ kind: 'failed', reason: 'crashed' })
  expect(nextPid).not.toBe(pid)
  expect(await fixture.event('exited')).toMatchObject({ reason: 'timeout', pid: Number(pid) })
})

test.each(['/half', '/drop'])('a body that breaks off (%s) rejects its iteration and its tags', async (url) => {
  await using fixture = await functionFixture({ 'index/index.js': MISBEHAVING })

  const response = await fixture.invoke({ url })

  if (response.kind === 'failed') throw new Error(response.message)
  await expect(textOf(response.body)).rejects.toThrow('aborted')
  await expect(response.tags).rejects.toThrow()
  expect(await fixture.event('call_ended')).toMatchObject({ outcome: 'broken_off' })
})

test.each([
  ['shorter', "module.exports = (req, res) => res.writeHead(200, { 'content-length': 9 }).end('short')"],
  ['longer', "module.exports = (req, res) => res.writeHead(200, { 'content-length': 4 }).end('too long')"],
  ['shorter', "exports.GET = () => new Response('short', { headers: { 'content-length': '9' } })"],
  ['longer', "exports.GET = () => new Response('too long', { headers: { 'content-length': '4' } })"],
])('a body that is %s than announced is no answer, and spoils no other (%s)', async (_title, source) => {
  await using fixture = await functionFixture({ 'index/index.js': source })

  const answers = Array.from({ length: 3 }, () => fixture.fetch())

  for (const answer of await Promise.allSettled(answers)) expect(answer).toMatchObject({ status: 'rejected' })
  expect(fixture.events.filter(({ kind }) => kind === 'exited')).toEqual([])
})

test('a body that is not finished at the deadline rejects its iteration', async () => {
  await using fixture = await functionFixture({ 'index/index.js': MISBEHAVING })

  const response = await fixture.invoke({ url: '/drip', ...brief })

  if (response.kind === 'failed') throw new Error(response.message)
  await expect(textOf(response.body)).rejects.toThrow('had not finished after 0.3 s')
  await expect(response.tags).rejects.toThrow()
  expect(await fixture.event('call_ended')).toMatchObject({ outcome: 'timeout' })
})

test('a reader that is too slow for the deadline loses its answer, but the function keeps its host', async () => {
  await using fixture = await functionFixture({
    'index/index.js':
      "module.exports = (req, res) => res.end(req.url === '/ok' ? String(process.pid) : Buffer.alloc(8_000_000))",
  })
  const { text: pid } = await fixture.fetch({ url: '/ok' })

  const response = await fixture.invoke(brief)
  await fixture.event('call_ended', ({ outcome }) => outcome === 'timeout')

  if (response.kind === 'failed') throw new Error(response.message)
  await expect(textOf(response.body)).rejects.toThrow()
  expect((await fixture.fetch({ url: '/ok' })).text).toBe(pid)
})

test.each([
  ['that its sender holds back leaves the function its host', 'for await (const _ of req);', 1, true],
  ['that the function does not read costs it its host', '', 64, false],
])('a body %s', async (_title, reading, sizeMb, isSame) => {
  await using fixture = await functionFixture({
    'index/index.js': `
      module.exports = async (req, res) => {
        if (req.method === 'GET') return res.end(String(process.pid))
        ${reading}
      }`,
  })
  const { text: pid } = await fixture.fetch({ url: '/' })
  const held = Promise.withResolvers<void>()
  async function* body() {
    for (let sent = 0; sent < sizeMb; sent++) yield new Uint8Array(1_000_000)
    await held.promise
  }

  const response = await fixture.invoke({ method: 'POST', body: body(), ...brief })
  held.resolve()

  expect(response).toMatchObject({ kind: 'failed', reason: 'timeout' })
  expect((await fixture.fetch({ url: '/' })).text === pid).toBe(isSame)
})

test('T17: a function that outgrows its memory fails its call, and says that it was memory', async () => {
  await using fixture = await functionFixture({
    'index/index.js':
      'module.exports = () => { const all = []; for (;;) all.push(new Array(1000).fill(Math.random())) }',
  })

  const response = await fixture.invoke({ function: { memoryMb: 32 } })

  expect(response).toEqual({ kind: 'failed', reason: 'crashed', message: 'The function ran out of memory (32 MB).' })
})

test.runIf(process.platform === 'linux')(
  'buffers, which no heap limit counts, are held to the memory as well',
  async () => {
    await using fixture = await functionFixture(
      {
        'index/index.js': `const all = []; module.exports = () => { setInterval(() => all.push(Buffer.alloc(32_000_000, 1)), 10) }`,
      },
      { limits: { memoryCheckMs: 20 } },
    )

    const response = await fixture.invoke({ function: { memoryMb: 32 } })

    expect(response).toEqual({ kind: 'failed', reason: 'crashed', message: 'The function ran out of memory (32 MB).' })
    expect(await fixture.event('exited')).toMatchObject({ reason: 'memory' })
  },
)

test.runIf(process.platform === 'linux').each([
  ['ends by itself', 'process.exit(7)', 60, 150_000],
  ['is ended because time is out', 'for (;;);', 1.5, 50_000],
])(
  'CPU time that a call took is told also where its process %s, and no more than that',
  async (_title, end, maxDurationSeconds, leastUs) => {
    await using fixture = await functionFixture(
      {
        'index/index.js': `module.exports = (req, res) => {
        if (req.url === '/warm') return res.end('warm')
        const burnt = () => process.cpuUsage().user + process.cpuUsage().system
        const until = burnt() + 300_000
        while (burnt() < until);
        ${end}
      }`,
      },
      { limits: { memoryCheckMs: 20 } },
    )
    const costs: CallCost[] = []
    const over = (cost: CallCost) => costs.push(cost)
    await fixture.fetch({ url: '/warm' })

    const response = await fixture.invoke({ over, function: { maxDurationSeconds } })

    expect(response).toMatchObject({ kind: 'failed' })
    await expect.poll(() => costs.length).toBe(1)
    expect(costs[0]?.cpuUs).toBeGreaterThan(leastUs)
    expect(costs[0]?.cpuUs).toBeLessThan((costs[0]?.durationMs ?? 0) * 1_500)
  },
)

test('T17: a flood of output is cut to its first lines and slows nobody else', async () => {
  await using fixture = await functionFixture({
    'index/index.js': `module.exports = (req, res) => {
      for (let i = 0; i < 20_000; i++) console.log('line ' + i + ' ' + 'x'.repeat(500))
      console.error('y'.repeat(100_000))
      res.end('done')
    }`,
  })

  const { text } = await fixture.fetch({ function: { maxDurationSeconds: 60 } })
  await fixture.event('output', ({ line }) => line.includes('more lines within a second were dropped'))

  const lines = fixture.events.flatMap((event) => (event.kind === 'output' ? [event.line] : []))
  expect(text).toBe('done')
  expect(lines[0]).toMatch(/^line 0 x+$/)
  expect(lines.length).toBeLessThan(5_000)
  expect(Math.max(...lines.map((line) => line.length))).toBe(4_096)
}, 60_000)

test('a host that cannot start is tried again at once, then held off ever longer', async () => {
  let nowMs = 1_000
  await using fixture = await functionFixture({ 'index/index.js': 'process.exit(7)' }, { nowMs: () => nowMs })
  const crashed = { kind: 'failed', reason: 'crashed', message: 'The function ended its process with code 7.' }

  expect(await fixture.invoke()).toEqual(crashed)
  expect(await fixture.invoke()).toEqual(crashed)
  expect(await fixture.invoke()).toMatchObject({ reason: 'unavailable', message: expect.stringContaining('500 ms') })
  nowMs += 500
  expect(await fixture.invoke()).toEqual(crashed)
  expect(await fixture.invoke()).toMatchObject({ reason: 'unavailable', message: expect.stringContaining('1000 ms') })
  nowMs += 1_000
  await writeFile(join(fixture.directory, 'index/index.js'), "module.exports = (req, res) => res.end('up')")
  expect((await fixture.fetch()).text).toBe('up')
})

test('a module that is never loaded is given up, and its process ended', async () => {
  await using fixture = await functionFixture({ 'index/index.mjs': 'for (;;);' }, { limits: { startTimeoutMs: 300 } })

  const response = await fixture.invoke({ function: { runtime: nodeRuntime({ handler: 'index.mjs' }) } })

  expect(response).toEqual({ kind: 'failed', reason: 'timeout', message: 'The function took too long to load.' })
  expect(await fixture.event('exited')).toMatchObject({ reason: 'timeout' })
})

test('a bundle that cannot be had is a failure, not a rejection', async () => {
  await using fixture = await functionFixture({}, { materialize: () => Promise.reject(new Error('blob missing')) })

  expect(await fixture.invoke()).toMatchObject({
    kind: 'failed',
    reason: 'unavailable',
    message: expect.stringContaining('blob missing'),
  })
})

test('a visitor that leaves while the answer streams cancels the call', async () => {
  await using fixture = await functionFixture({
    'index/index.js': `module.exports = (req, res) => {
      if (req.url === '/log') return res.end(globalThis.left)
      res.write('first')
      res.once('close', () => { globalThis.left = 'left, finished: ' + res.writableFinished })
    }`,
  })

  const response = await fixture.invoke()
  if (response.kind === 'failed') throw new Error(response.message)
  for await (const chunk of response.body) {
    expect(Buffer.from(chunk).toString()).toBe('first')
    break
  }

  expect(await fixture.event('call_ended')).toMatchObject({ outcome: 'cancelled' })
  await expect
    .poll(async () => (await fixture.fetch({ url: '/log' })).text, { timeout: 4_000 })
    .toBe('left, finished: false')
})

test('a visitor that leaves before the answer cancels the call', async () => {
  await using fixture = await functionFixture({
    'index/index.js': `exports.GET = (request) => new Promise((resolve) => {
      console.log('called')
      request.signal.addEventListener('abort', () => { console.log('aborted'); resolve(new Response()) })
    })`,
  })
  const visitor = new AbortController()

  const answer = fixture.invoke({ signal: visitor.signal })
  await fixture.event('output', ({ line }) => line === 'called')
  visitor.abort()

  expect(await answer).toMatchObject({ kind: 'failed', reason: 'cancelled' })
  await fixture.event('output', ({ line }) => line === 'aborted')
  expect(await fixture.event('call_ended')).toMatchObject({ outcome: 'cancelled' })
})

test('a request body that breaks off fails its call alone', async () => {
  async function* broken() {
    yield* bytesOf('begun')
    throw new Error('visitor gone')
  }
  await using fixture = await functionFixture({
    'index/index.js':
      'exports.GET = () => new Response(String(process.pid)); exports.POST = async (request) => new Response(await request.text())',
  })
  const { text: pid } = await fixture.fetch()

  const response = await fixture.invoke({ method: 'POST', body: broken() })

  expect(response).toMatchObject({ kind: 'failed', reason: 'no_response', message: 'No answer: visitor gone' })
  expect((await fixture.fetch()).text).toBe(pid)
})

test('hosts leave nothing of their own behind when they crash', async () => {
  await using fixture = await functionFixture({ 'index/index.js': MISBEHAVING })

  await fixture.invoke({ url: '/exit' })
  await fixture.event('exited')

  expect(await readdir(join(fixture.directory, 'sockets'))).toEqual([])
})
