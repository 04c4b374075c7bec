import { readdir, stat } from 'node:fs/promises'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { encodeFrame } from '@/lib/adapters/functions/channel-frame'
import { HOST_TOKEN_HEADER } from '@/lib/adapters/functions/channel-protocol'
import type { AnswerAsk } from '@/lib/adapters/functions/channel-server'
import { functionFixture } from '@/lib/adapters/functions/function-fixture'

type Asked = { readonly asker: Parameters<AnswerAsk>[0]; readonly ask: Parameters<AnswerAsk>[1] }

/** A function with Next's handlers as `fetchCache` and `useCache`, and everything it asked its edge. */
async function asking(
  body: string,
  answer: AnswerAsk = async () => ({ reply: { reply: 'done' } }),
  atLoad = '',
): Promise<{ asked: Asked[]; fixture: Awaited<ReturnType<typeof functionFixture>> }> {
  const asked: Asked[] = []
  const fixture = await functionFixture(
    {
      'index/index.js': `
        const { FetchCache, DefaultCache: useCache } = globalThis[Symbol.for('@next/cache-handlers')]
        const fetchCache = new FetchCache({ revalidatedTags: [], _requestHeaders: {} })
        ${atLoad}
        module.exports = async (req, res) => { ${body} }`,
    },
    {
      answer: (asker, ask, bytes) => {
        asked.push({ asker, ask })
        return answer(asker, ask, bytes)
      },
    },
  )
  return { asked, fixture }
}

test('an event that Next tells to each handler is one purge, and modes stay apart', async () => {
  const { asked, fixture } = await asking(`
    useCache.updateTags(['a'])
    fetchCache.revalidateTag(['a'])
    fetchCache.revalidateTag('b', { expire: 0 })
    fetchCache.revalidateTag(['c'], { expire: 31536000 })
    fetchCache.revalidateTag('f', { expire: 60 })
    useCache.expireTags('d', 'e')
    res.end('ok')`)
  await using runtime = fixture
  await runtime.fetch()
  expect(asked.map(({ ask }) => ask)).toEqual([
    {
      ask: 'purge',
      purges: [
        { mode: 'delete', deadlineSeconds: 0, tags: ['a', 'b', 'd', 'e'] },
        { mode: 'invalidate', deadlineSeconds: 0, tags: ['c'] },
        { mode: 'delete', deadlineSeconds: 60, tags: ['f'] },
      ],
    },
  ])
})

test('a purge that follows a change is never taken for one that was sent before it', async () => {
  const { asked, fixture } = await asking(`
    await fetchCache.revalidateTag(['a'])
    await fetchCache.revalidateTag(['a'])
    res.end('ok')`)
  await using runtime = fixture
  await runtime.fetch()
  expect(asked).toHaveLength(2)
})

test('the end of an answer waits for the purges that the function began, also where it did not', async () => {
  const purged = Promise.withResolvers<void>()
  const reached = Promise.withResolvers<void>()
  const { fixture } = await asking(
    `fetchCache.revalidateTag(['a']); res.write('beginning, '); res.end('end')`,
    async () => {
      reached.resolve()
      await purged.promise
      return { reply: { reply: 'done' } }
    },
  )
  await using runtime = fixture
  const answer = await runtime.invoke()
  if (answer.kind === 'failed') throw new Error(answer.message)
  const pieces = answer.body[Symbol.asyncIterator]()
  expect(Buffer.from((await pieces.next()).value).toString()).toBe('beginning, ')
  await reached.promise
  let isOver = false
  const rest = (async () => {
    for (let next = await pieces.next(); !next.done; next = await pieces.next());
    isOver = true
  })()
  await runtime.runtime.setClockOffset(0)
  expect(isOver).toBe(false)
  purged.resolve()
  await rest
})

test('a purge that the edge cannot make rejects, and the answer still comes to its end', async () => {
  const { fixture } = await asking(
    `try { await fetchCache.revalidateTag(['a']) } catch (cause) { res.end(cause.message) }`,
    async () => {
      throw new Error('The database is away.')
    },
  )
  await using runtime = fixture
  expect((await runtime.fetch()).text).toBe('The database is away.')
})

test('whom a host speaks for is known from the host: the site, the bundle and the call', async () => {
  const { asked, fixture } = await asking(`await fetchCache.revalidateTag(['a']); res.end('ok')`)
  await using runtime = fixture
  await runtime.fetch({ stamp: 7, purpose: 'render', deploymentId: 'dpl_9' })
  const [first] = asked
  expect(first?.asker.site.deployment.id).toBe('dpl_9')
  expect(first?.asker.bundle).toBe('index')
  expect(first?.asker.call?.stamp).toBe(7)
  expect(first?.asker.call?.beginning.purpose).toBe('render')
})

test('what a function asks for outside of any call is asked for in the name of none', async () => {
  const { asked, fixture } = await asking(
    `await globalThis.purged
     res.end('ok')`,
    undefined,
    `globalThis.purged = new Promise((done) => setTimeout(() => fetchCache.revalidateTag(['a']).then(done)))`,
  )
  await using runtime = fixture
  await runtime.fetch()
  expect(asked.map(({ asker }) => asker.call)).toEqual([undefined])
})

test('without the token of a host nobody is answered, though everybody may connect', async () => {
  const { asked, fixture } = await asking(`await fetchCache.revalidateTag(['a']); res.end('ok')`)
  await using runtime = fixture
  await runtime.fetch()
  const socket = await channelOf(runtime)
  expect((await stat(socket)).mode & 0o777).toBe(0o666)
  const purge = encodeFrame({ ask: 'purge', purges: [{ mode: 'delete', tags: ['all'] }] })
  expect(await statusOf(socket, purge, {})).toBe(401)
  expect(await statusOf(socket, purge, { [HOST_TOKEN_HEADER]: 'a guess' })).toBe(401)
  expect(asked).toHaveLength(1)
})

test.each([
  ['garbage', '\0\0\0\0'],
  ['no end to a head', `POST / HTTP/1.1\r\nx: ${'x'.repeat(100_000)}`],
  ['a frame that is none', 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\nabc'],
])('what no host would send (%s) is refused, and breaks nothing', async (_title, said) => {
  const { fixture } = await asking(`await fetchCache.revalidateTag(['a']); res.end('ok')`)
  await using runtime = fixture
  await runtime.fetch()
  const path = await channelOf(runtime)
  for (let times = 0; times < 20; times += 1) {
    const socket = connect(path).on('error', () => undefined)
    socket.write(said, () => times % 2 === 0 && socket.destroy())
    socket.resume()
    await new Promise((closed) => socket.once('close', closed))
  }
  expect((await runtime.fetch()).text).toBe('ok')
})

/** The socket of the one host that there is. */
async function channelOf({ directory }: { readonly directory: string }): Promise<string> {
  const [place = ''] = await readdir(join(directory, 'sockets'))
  return join(directory, 'sockets', place, 'edge')
}

function statusOf(socketPath: string, body: Buffer, headers: Record<string, string>): Promise<number> {
  const answer = Promise.withResolvers<number>()
  request({ socketPath, method: 'POST', headers, agent: false }, (response) => {
    response.resume()
    answer.resolve(response.statusCode ?? 0)
  })
    .once('error', answer.reject)
    .end(body)
  return answer.promise
}
