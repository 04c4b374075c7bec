import { once } from 'node:events'
import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { type ControlOptions, createControlServer } from '@/lib/edge/control-server'
import { LiveTail } from '@/lib/edge/live/live-tail'
import type { ProbedEntry } from '@/lib/engine/purges/probe'

const ENTRY: ProbedEntry = {
  projectId: 'prj_shop',
  deploymentId: 'dpl_a',
  domain: 'shop.localhost',
  environment: 'production',
  path: '/größe',
  route: '/größe',
  output: '/größe',
  variant: 'html',
  query: '',
}
const QUESTION = {
  method: 'GET',
  host: 'shop.localhost',
  authority: 'shop.localhost',
  protocol: 'http',
  target: '/',
  headers: [],
}

/** A control server that takes down which entries it was asked about, and whose database is away. */
async function startControl() {
  const asked: ProbedEntry[] = []
  const options: ControlOptions = {
    fleetSecret: 'secret',
    isReady: () => true,
    status: () => ({}),
    verdict: async (entry) => {
      asked.push(entry)
      return { verdict: 'fresh', reason: null, stamp: 1, pinnedSeq: null, deletedSeq: 0, foundIn: 'ISR cache' }
    },
    foretell: () => Promise.reject(new Error('The database did not answer.')),
    live: new LiveTail({ edgeId: 'edge', nowMs: () => 0 }),
    advanceClock: undefined,
  }
  const server = createControlServer(options).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return {
    asked,
    async post(path: string, parts: readonly Uint8Array[]): Promise<number | undefined> {
      const headers = { authorization: 'Bearer secret', connection: 'close' }
      const sent = request({ host: '127.0.0.1', port, path, method: 'POST', headers })
      // Each part is a chunk of its own: the next one goes out once this one has.
      for (const part of parts) await new Promise<void>((resolve) => sent.write(part, () => setImmediate(resolve)))
      sent.end()
      const [response] = await once(sent, 'response')
      await text(response)
      return response.statusCode
    },
  }
}

const bytesOf = (body: unknown) => new TextEncoder().encode(JSON.stringify(body))

test('a body whose chunks end within a character is read as it was sent', async () => {
  const control = await startControl()
  const body = bytesOf({ entries: [ENTRY] })
  const within = body.indexOf(0xc3) + 1
  expect(await control.post('/verdicts', [body.subarray(0, within), body.subarray(within)])).toBe(200)
  expect(control.asked).toEqual([ENTRY])
})

test.each([
  ['no JSON', [new TextEncoder().encode('{')], 400],
  ['JSON of another form', [bytesOf({ entries: [{}] })], 400],
  ['more than it reads', [bytesOf('x'.repeat(1_100_000))], 400],
])('%s is refused', async (_title, parts, status) => {
  expect(await (await startControl()).post('/verdicts', parts)).toBe(status)
})

test('an edge that cannot tell says so, and blames nobody who asked', async () => {
  expect(await (await startControl()).post('/why', [bytesOf(QUESTION)])).toBe(503)
})
