import { createServer, type RequestListener, type Server } from 'node:http'
import type { LookupFunction, Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { siteOf } from '@/lib/adapters/memory/site'
import { createOrigins } from '@/lib/adapters/origin/origins'
import { PrivateAddressError } from '@/lib/adapters/origin/private-address'
import type { OriginCall } from '@/lib/engine/ports'

const SITE = siteOf([])
const closing: (() => void)[] = []
afterEach(() => {
  for (const close of closing.splice(0)) close()
})

async function serverOf(listener: RequestListener) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return { server, url: `http://127.0.0.1:${address.port}` }
}

function originsOf(options: Partial<Parameters<typeof createOrigins>[0]> = {}) {
  const origins = createOrigins({ isAllowed: async () => true, ...options })
  closing.push(() => origins.close())
  return origins
}

const get = (url: string, rest: Partial<OriginCall> = {}): OriginCall => ({
  site: SITE,
  url,
  method: 'GET',
  headers: [],
  body: null,
  ...rest,
})

const openConnections = (server: Server) =>
  new Promise<number>((resolve, reject) =>
    server.getConnections((error, count) => (error === null ? resolve(count) : reject(error))),
  )

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  let text = ''
  for await (const chunk of body) text += new TextDecoder().decode(chunk)
  return text
}

describe('another server', () => {
  test('is asked with path, query, headers and body as they are given, and heard as it answers', async () => {
    const { url } = await serverOf(async (req, res) => {
      const body = await textOf(req)
      res.writeHead(
        201,
        [
          ['set-cookie', 'a=1'],
          ['set-cookie', 'b=2'],
        ].flat(),
      )
      res.end(`${req.method} ${req.url} ${req.headers.host} ${req.headers['x-a']} ${body}`)
    })
    async function* body() {
      yield new TextEncoder().encode('one ')
      yield new TextEncoder().encode('two')
    }
    const headers = [
      ['host', 'other.test'],
      ['x-a', 'b'],
      ['connection', 'close'],
    ] as const
    const answer = await originsOf().call(get(`${url}/p%20q?a=1`, { method: 'POST', headers, body: body() }))

    if (answer.kind === 'failed') throw new Error(answer.message)
    expect(answer.status).toBe(201)
    expect(answer.headers.filter(([name]) => name === 'set-cookie').map(([, value]) => value)).toEqual(['a=1', 'b=2'])
    expect(await textOf(answer.body)).toBe('POST /p%20q?a=1 other.test b one two')
  })

  test('is heard from its first byte', async () => {
    const gate = Promise.withResolvers<void>()
    const { url } = await serverOf(async (_req, res) => {
      res.write('first')
      await gate.promise
      res.end('last')
    })
    const answer = await originsOf().call(get(url))

    if (answer.kind === 'failed') throw new Error(answer.message)
    const chunks = answer.body[Symbol.asyncIterator]()
    expect(new TextDecoder().decode((await chunks.next()).value)).toBe('first')
    gate.resolve()
    expect(new TextDecoder().decode((await chunks.next()).value)).toBe('last')
  })

  test('is not followed where it redirects to', async () => {
    const { url } = await serverOf((_req, res) => {
      res.writeHead(302, { location: 'http://169.254.169.254/' }).end()
    })

    expect(await originsOf().call(get(url))).toMatchObject({ kind: 'answered', status: 302 })
  })

  test('that breaks off its answer rejects the body, and nothing else', async () => {
    const { url } = await serverOf((_req, res) => {
      res.writeHead(200, { 'content-length': '100' })
      res.write('half')
      res.socket?.destroySoon()
    })
    const answer = await originsOf().call(get(url))

    if (answer.kind === 'failed') throw new Error(answer.message)
    await expect(textOf(answer.body)).rejects.toThrow()
  })

  test('that switches to another protocol is a failure at once', async () => {
    const { url } = await serverOf((_req, res) => {
      res.socket?.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n')
    })

    expect(await originsOf().call(get(url))).toMatchObject({ kind: 'failed', reason: 'origin_unreachable' })
  })

  test('that keeps its answer is given up', async () => {
    const { url } = await serverOf(() => undefined)

    expect(await originsOf({ timeoutMs: 30 }).call(get(url))).toMatchObject({
      kind: 'failed',
      reason: 'origin_timeout',
    })
  })

  test('loses its connection when the visitor leaves before it answers, and is not asked again', async () => {
    const visitor = new AbortController()
    const asked = Promise.withResolvers<Socket>()
    const { server, url } = await serverOf((_req, res) => asked.resolve(res.req.socket))
    const answer = originsOf().call(get(url, { signal: visitor.signal }))
    const closed = new Promise((resolve) => asked.promise.then((socket) => socket.once('close', resolve)))
    await asked.promise
    visitor.abort()

    expect(await answer).toMatchObject({ kind: 'failed', reason: 'cancelled' })
    await closed
    expect(await openConnections(server)).toBe(0)
  })

  test('loses its connection when the visitor leaves while a part of the body is waited for', async () => {
    const visitor = new AbortController()
    const closed = Promise.withResolvers<void>()
    const { url } = await serverOf((_req, res) => {
      res.once('close', closed.resolve)
      res.write('first')
    })
    const answer = await originsOf().call(get(url, { signal: visitor.signal }))
    if (answer.kind === 'failed') throw new Error(answer.message)
    const chunks = answer.body[Symbol.asyncIterator]()
    await chunks.next()
    const second = chunks.next()
    visitor.abort()

    await expect(second).rejects.toThrow()
    await closed.promise
  })

  test('is not asked for a visitor that has left', async () => {
    let asked = 0
    const { url } = await serverOf((_req, res) => {
      asked += 1
      res.end()
    })

    expect(await originsOf().call(get(url, { signal: AbortSignal.abort() }))).toMatchObject({ reason: 'cancelled' })
    expect(asked).toBe(0)
  })

  test('that is not there is a failure, not an error', async () => {
    const { server, url } = await serverOf(() => undefined)
    await new Promise((resolve) => server.close(resolve))

    expect(await originsOf().call(get(url))).toMatchObject({ kind: 'failed', reason: 'origin_unreachable' })
  })

  test('that closed a kept connection is asked once more', async () => {
    let answers = 0
    const sockets = new Set<Socket>()
    const { url } = await serverOf((_req, res) => {
      answers += 1
      if (sockets.size === 1 && answers === 2) res.socket?.resetAndDestroy()
      else res.end(`answer ${answers}`)
    }).then((made) => {
      made.server.on('connection', (socket) => sockets.add(socket))
      return made
    })
    const origins = originsOf()
    const first = await origins.call(get(url))
    if (first.kind === 'failed') throw new Error(first.message)
    expect(await textOf(first.body)).toBe('answer 1')
    // The connection is kept from the next turn of the event loop on.
    await new Promise(setImmediate)
    const second = await origins.call(get(url))
    if (second.kind === 'failed') throw new Error(second.message)
    expect(await textOf(second.body)).toBe('answer 3')
  })
})

describe('a private address', () => {
  const NOBODY = async () => false

  test.each([
    'http://127.0.0.1:1/',
    'http://2130706433:1/',
    'http://[::1]:1/',
    'http://[::ffff:127.0.0.1]:1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://localhost:1/',
    'https://localhost:1/',
  ])('%s is refused', async (url) => {
    expect(await originsOf({ isAllowed: NOBODY }).call(get(url))).toMatchObject({
      kind: 'failed',
      reason: 'origin_private',
    })
  })

  test('T15: is judged for each connection, which is made to the address that was judged', async () => {
    const { url } = await serverOf((_req, res) => void res.writeHead(200, { connection: 'close' }).end('judged'))
    const { port } = new URL(url)
    const judged: string[] = []
    const lookup: LookupFunction = (hostname, _options, callback) => {
      judged.push(hostname)
      if (judged.length === 1) callback(null, [{ address: '127.0.0.1', family: 4 }])
      else callback(new PrivateAddressError(hostname, '127.0.0.1'), '')
    }
    const origins = originsOf({ isAllowed: NOBODY, lookup })

    const first = await origins.call(get(`http://rebind.test:${port}/`))
    expect(first.kind === 'answered' && (await textOf(first.body))).toBe('judged')
    expect(await origins.call(get(`http://rebind.test:${port}/`))).toMatchObject({ reason: 'origin_private' })
    expect(judged).toEqual(['rebind.test', 'rebind.test'])
  })

  test('is reached where the owner of the project allowed that origin by name, and only by that project', async () => {
    const { url } = await serverOf((_req, res) => void res.end('inside'))
    const origins = originsOf({ isAllowed: async (projectId, origin) => projectId === 'prj_shop' && origin === url })

    expect(await origins.call(get(url))).toMatchObject({ kind: 'answered', status: 200 })
    const stranger = { ...SITE, projectId: 'prj_other' }
    expect(await origins.call(get(url, { site: stranger }))).toMatchObject({ reason: 'origin_private' })
    const byName = url.replace('127.0.0.1', 'localhost')
    expect(await origins.call(get(byName))).toMatchObject({ reason: 'origin_private' })
  })

  test('is refused when the allowed origins cannot be read', async () => {
    const isAllowed = () => Promise.reject(new Error('The database is away.'))

    expect(await originsOf({ isAllowed }).call(get('http://127.0.0.1:1/'))).toMatchObject({ reason: 'origin_private' })
  })
})
