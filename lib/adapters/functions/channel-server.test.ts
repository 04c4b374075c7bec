import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { encodeFrame } from '@/lib/adapters/functions/channel-frame'
import { HOST_TOKEN_HEADER } from '@/lib/adapters/functions/channel-protocol'
import { ChannelServer, MAX_OPEN } from '@/lib/adapters/functions/channel-server'
import { functionCall } from '@/lib/adapters/functions/function-fixture'

const ASK = encodeFrame({ ask: 'read', kind: 'fetch', key: 'a', tags: [] })

/** A channel that answers once `opened` does, and how many questions it was given. */
async function channel(opened: Promise<unknown>) {
  // What waits for nothing is no unhandled rejection.
  opened.catch(() => undefined)
  const directory = await mkdtemp(join(tmpdir(), 'freshet-channel-'))
  const seen = { asked: 0 }
  const server = new ChannelServer({
    path: join(directory, 'edge'),
    answer: async () => {
      seen.asked += 1
      await opened
      return { reply: { reply: 'absent', seq: 0 } }
    },
  })
  await server.listen()
  const { site } = functionCall()
  server.speakFor(() => ({ site, bundle: 'index', call: undefined }))
  onTestFinished(async () => {
    server.close()
    await rm(directory, { recursive: true })
  })
  return { server, seen }
}

function ask({ path, token }: ChannelServer, agent: Agent): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>()
  const options = { socketPath: path, agent, method: 'POST', headers: { [HOST_TOKEN_HEADER]: token } }
  request(options, (response) => {
    response.resume()
    resolve(response.statusCode ?? 0)
  })
    .once('error', () => resolve(0))
    .end(ASK)
  return promise
}

test('a host has so many questions open at a time, over however many connections it asks', async () => {
  const opened = Promise.withResolvers<void>()
  const { server, seen } = await channel(opened.promise)
  const agent = new Agent({ maxSockets: 200 })
  let refused = 0
  const answers = Array.from({ length: 200 }, async () => {
    if ((await ask(server, agent)) === 0) refused += 1
  })
  // Connections beyond it are not taken at all.
  await expect.poll(() => seen.asked).toBe(MAX_OPEN)
  await expect.poll(() => refused).toBeGreaterThan(0)
  expect(seen.asked).toBe(MAX_OPEN)
  opened.resolve()
  await Promise.all(answers)
  expect(await ask(server, agent)).toBe(200)
})

test('a host has so many questions open at a time, also when it sends them ahead on one connection', async () => {
  const { server, seen } = await channel(Promise.withResolvers<void>().promise)
  const head = `POST / HTTP/1.1\r\nhost: a\r\n${HOST_TOKEN_HEADER}: ${server.token}\r\ncontent-length: ${ASK.byteLength}\r\n\r\n`
  const socket = connect(server.path).on('error', () => undefined)
  socket.write(Buffer.concat(Array(1_000).fill(Buffer.concat([Buffer.from(head), ASK]))))
  await expect.poll(() => seen.asked).toBe(MAX_OPEN)
  // The thousand came in one piece: what was not asked by now is not asked any more.
  await ask(server, new Agent())
  expect(seen.asked).toBe(MAX_OPEN)
  socket.destroy()
})

test('what failed is told by its reason alone: a query would show tables, and all that it was given', async () => {
  const { server } = await channel(
    Promise.reject(new Error('Failed query: insert into values … params: secret', { cause: new Error('bad byte') })),
  )
  const { promise, resolve } = Promise.withResolvers<string>()
  const options = { socketPath: server.path, method: 'POST', headers: { [HOST_TOKEN_HEADER]: server.token } }
  request(options, (response) => void text(response).then(resolve)).end(ASK)
  expect(await promise).toMatch(/^....{"reply":"failed","message":"bad byte"}$/s)
})

test('who has no token, or asks a host that is gone, is told nothing', async () => {
  const { server, seen } = await channel(Promise.resolve())
  const stranger = new ChannelServer({ path: server.path, answer: () => Promise.reject(new Error('unused')) })
  expect(await ask(stranger, new Agent())).toBe(401)
  server.close()
  expect(await ask(server, new Agent())).toBe(0)
  expect(seen.asked).toBe(0)
})
