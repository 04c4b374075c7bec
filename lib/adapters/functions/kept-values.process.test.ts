import { expect, test } from 'vitest'
import type { AnswerAsk } from '@/lib/adapters/functions/channel-server'
import { functionCall, functionFixture, textOf } from '@/lib/adapters/functions/function-fixture'
import { createMemoryEdge } from '@/lib/adapters/memory/engine'
import { answerAsk } from '@/lib/engine/asks/asks'

/** A function in a process, whose edge has everything in memory. `run` answers with what it returns, as JSON. */
async function openFunction(run: string, change: (answer: AnswerAsk) => AnswerAsk = (answer) => answer) {
  const edge = createMemoryEdge({ outputs: [], answer: () => ({ body: '' }) })
  await edge.sync()
  const answer = change((asker, ask, bytes) => answerAsk(edge.engine, asker, ask, bytes))
  const fixture = await functionFixture(
    {
      'index/index.js': `
        const { FetchCache, DefaultCache: useCache } = globalThis[Symbol.for('@next/cache-handlers')]
        const fetchCache = new FetchCache({ revalidatedTags: [], _requestHeaders: {} })
        const textOf = async (entry) => entry && new Response(entry.value).text()
        const streamOf = (text) => new Response(text).body
        module.exports = async (req, res) => {
          const { cache, purge } = globalThis[Symbol.for('@vercel/request-context')].get()
          res.end(JSON.stringify(await (async () => { ${run} })() ?? null))
        }`,
    },
    { answer },
  )
  return { edge, fixture, call: async (stamp = 0) => JSON.parse((await fixture.fetch({ stamp })).text) }
}

const FETCHED = `{ kind: 'FETCH', data: { headers: {}, body: 'Zm9v', status: 200, url: '' }, revalidate: 60 }`

test('what fetch remembered is given back as it was, and pages are not', async () => {
  const { fixture, call } = await openFunction(`
    await fetchCache.set('k', ${FETCHED}, { fetchCache: true, tags: ['a'] })
    await fetchCache.set('/page', { kind: 'APP_PAGE', html: 'x' }, {})
    const found = await fetchCache.get('k', { kind: 'FETCH', tags: ['a'], softTags: [] })
    return {
      value: found.value,
      isRecent: Math.abs(performance.timeOrigin + performance.now() - found.lastModified) < 1_000,
      page: await fetchCache.get('/page', { kind: 'APP_PAGE' }),
      none: await fetchCache.get('none', { kind: 'FETCH' }),
    }`)
  await using _open = fixture
  expect(await call()).toEqual({
    value: { kind: 'FETCH', data: { headers: {}, body: 'Zm9v', status: 200, url: '' }, revalidate: 60 },
    isRecent: true,
    page: null,
    none: null,
  })
})

test('an invalidated answer of fetch is given with an age that no lifetime covers, a deleted one is gone', async () => {
  const { fixture, call } = await openFunction(`
    const get = () => fetchCache.get('k', { kind: 'FETCH', tags: [], softTags: ['_N_T_/p'] })
    await fetchCache.set('k', ${FETCHED}, { fetchCache: true, tags: ['a'] })
    await fetchCache.revalidateTag(['a'], { expire: 31536000 })
    const stale = await get()
    await fetchCache.revalidateTag(['_N_T_/p'])
    return [(performance.timeOrigin - stale.lastModified) / 1000 > 0xfffffffe, await get()]`)
  await using _open = fixture
  expect(await call()).toEqual([true, null])
})

test('an entry of use cache comes back with its lifetimes, an invalidated one as overdue', async () => {
  const { fixture, call } = await openFunction(`
    const timestamp = performance.timeOrigin + performance.now() - 5000
    const entry = { tags: ['a'], stale: 30, revalidate: 60, expire: 600, timestamp }
    await useCache.set('k', Promise.resolve({ ...entry, value: streamOf('kept') }))
    const { value, timestamp: at, ...first } = await useCache.get('k', [])
    const text = await new Response(value).text()
    await useCache.updateTags(['a'], { expire: 31536000 })
    const second = await useCache.get('k', [])
    await useCache.updateTags(['a'])
    return { text, first, drift: Math.abs(at - timestamp) < 500, overdue: second.revalidate, gone: await textOf(await useCache.get('k', [])) }`)
  await using _open = fixture
  expect(await call()).toEqual({
    text: 'kept',
    first: { tags: ['a'], stale: 30, revalidate: 60, expire: 600 },
    drift: true,
    overdue: -1,
  })
})

test('whoever asks for an entry of use cache while it is made waits for it; one that fails is not kept', async () => {
  const { fixture, call } = await openFunction(`
    const entry = { tags: [], stale: 30, revalidate: 60, expire: 600, timestamp: performance.timeOrigin }
    const made = Promise.withResolvers()
    useCache.set('k', made.promise)
    const asked = useCache.get('k', [])
    made.resolve({ ...entry, value: streamOf('made') })
    await useCache.set('broken', Promise.reject(new Error('not made')))
    return [await textOf(await asked), await useCache.get('broken', [])]`)
  await using _open = fixture
  expect(await call()).toEqual(['made', null])
})

test('the handlers speak as Next 15 does, and as Next 16 does', async () => {
  const { fixture, call } = await openFunction(`
    await useCache.refreshTags()
    await useCache.receiveExpiredTags('a')
    await useCache.expireTags('a', 'b')
    return [await useCache.getExpiration('a', 'b') === Infinity, await useCache.getExpiration(['a']) === Infinity]`)
  await using _open = fixture
  expect(await call()).toEqual([true, true])
})

test('the runtime cache keeps any JSON, until it is deleted, expired by its tag, or its time is over', async () => {
  const { edge, fixture, call } = await openFunction(`
    const { pathname } = new URL(req.url, 'http://site')
    if (pathname === '/later') return [await cache.get('short'), await cache.get('long')]
    await cache.set('k', { a: [1, null, 'ü'] }, { tags: ['posts'] })
    const kept = await cache.get('k')
    await cache.expireTag(['posts'])
    const expired = await cache.get('k')
    await cache.set('k', 'again', { tags: ['posts'] })
    const again = await cache.get('k')
    await cache.delete('k')
    await cache.set('short', 1, { ttl: 5 })
    await cache.set('long', null)
    await cache.set('long', 0)
    return [kept, expired, again, await cache.get('k'), await cache.get('none')]`)
  await using runtime = fixture
  expect(await call()).toEqual([{ a: [1, null, 'ü'] }, null, 'again', null, null])
  await edge.advance(5_000)
  expect(JSON.parse((await runtime.fetch({ url: '/later' })).text)).toEqual([null, 0])
})

test('expireTag reaches what was put by, and no page; a purge by tag reaches both', async () => {
  const { edge, fixture, call } = await openFunction(`
    await cache.set('k', 1, { tags: ['posts'] })
    await cache.expireTag('posts')
    await cache.set('k', 2, { tags: ['posts'] })
    await purge.invalidateByTag(['posts', 'more'])
    await purge.dangerouslyDeleteByTag('posts')
    await purge.invalidateBySrcImage('/cat.png')
    return await cache.get('k')`)
  await using _open = fixture
  expect(await call()).toBeNull()
  const { rows } = await edge.journal.readAfter(0)
  expect(
    rows.map((row) => row.kind === 'purge' && [row.mode, row.selectors.map((each) => 'tag' in each && each.tag)]),
  ).toEqual([
    ['delete', ['runtime:posts']],
    ['invalidate', ['posts', 'more']],
    ['delete', ['posts']],
    ['invalidate', ['_F_IMG_/cat.png']],
  ])
})

test('a data cache that cannot be asked is an empty one: the function makes the value itself', async () => {
  const { fixture, call } = await openFunction(
    `await fetchCache.set('k', ${FETCHED}, { fetchCache: true, tags: [] })
     return [await fetchCache.get('k', { kind: 'FETCH' }), await cache.get('k')]`,
    () => async () => {
      throw new Error('The database is away.')
    },
  )
  await using runtime = fixture
  expect(await call()).toEqual([null, null])
  expect(runtime.events.some((event) => event.kind === 'output' && event.line.includes('The database is away.'))).toBe(
    true,
  )
})

test('two thousand values at once are kept and read, from 32 calls', async () => {
  const { fixture } = await openFunction(`
    const { search } = new URL(req.url, 'http://site')
    const names = Array.from({ length: 64 }, (_, n) => search + n)
    await Promise.all(names.map((name) => cache.set(name, name.repeat(100))))
    return (await Promise.all(names.map((name) => cache.get(name)))).every((value, n) => value === names[n].repeat(100))`)
  await using runtime = fixture
  const answers = await Promise.all(Array.from({ length: 32 }, (_, n) => runtime.fetch({ url: `/?${n}` })))
  expect(answers.map(({ text }) => text)).toEqual(answers.map(() => 'true'))
})

/** What Next does with `use cache`: whoever wants a value that another call of this process makes waits for that one. */
const SHARED_MAKING = `
  const pending = (globalThis.pending ??= new Map())
  const valueOf = (key, make) => {
    const joined = pending.get(key)
    if (joined !== undefined) { joined.isJoined.resolve(); return joined.made }
    const isJoined = Promise.withResolvers()
    const made = (async () => {
      await useCache.get(key, [])
      const text = await make(isJoined.promise)
      const timestamp = performance.timeOrigin + performance.now()
      await useCache.set(key, Promise.resolve({ value: streamOf(text), tags: ['a'], stale: 30, revalidate: 60, expire: EXPIRE, timestamp }))
      return text
    })().finally(() => pending.delete(key))
    pending.set(key, { made, isJoined })
    return made
  }
  await useCache.get('before', [])
  return await valueOf('k', async (joined) => { await joined; return 'made before the purge' })`

test.each([600, 0])(
  'a render that was given what another began to make before a purge counts as no newer (lifetime %d)',
  async (expire) => {
    const { edge, fixture } = await openFunction(SHARED_MAKING.replace('EXPIRE', String(expire)), (answer) => {
      return async (asker, ask, bytes) => {
        const answered = await answer(asker, ask, bytes)
        if (ask.ask === 'read' && ask.key === 'k') asked.resolve()
        return answered
      }
    })
    await using runtime = fixture
    const asked = Promise.withResolvers<void>()
    const stampOf = async (stamp: number) => {
      const answer = await runtime.invoke({ stamp, purpose: 'render' })
      if (answer.kind === 'failed') throw new Error(answer.message)
      return [JSON.parse(await textOf(answer.body)), await answer.stamp]
    }
    const first = stampOf(edge.engine.view.seq)
    await asked.promise
    const scope = { projectId: siteOfCalls(), environment: null, domain: null, deploymentId: null }
    await edge.journal.append({ ...PURGE, scope, selectors: [{ kind: 'tag', tag: 'a' }] })
    await edge.sync()
    expect(await stampOf(edge.engine.view.seq)).toEqual(['made before the purge', 0])
    expect(await first).toEqual(['made before the purge', 0])
  },
)

test('one that was given what a purge does not reach is as new as it began', async () => {
  const { edge, fixture } = await openFunction(SHARED_MAKING.replace('EXPIRE', '600'), (answer) => {
    return async (asker, ask, bytes) => {
      const answered = await answer(asker, ask, bytes)
      if (ask.ask === 'read' && ask.key === 'k') asked.resolve()
      return answered
    }
  })
  await using runtime = fixture
  const asked = Promise.withResolvers<void>()
  const first = runtime.fetch({ stamp: 0, purpose: 'render' })
  await asked.promise
  const scope = { projectId: siteOfCalls(), environment: null, domain: null, deploymentId: null }
  await edge.journal.append({ ...PURGE, scope, selectors: [{ kind: 'tag', tag: 'another' }] })
  await edge.sync()
  const answer = await runtime.invoke({ stamp: 1, purpose: 'render' })
  if (answer.kind === 'failed') throw new Error(answer.message)
  expect([JSON.parse(await textOf(answer.body)), await answer.stamp]).toEqual(['made before the purge', 1])
  await first
})

const PURGE = { mode: 'delete', actor: 'test', reason: null } as const
const siteOfCalls = () => functionCall().site.projectId
