import { describe, expect, test } from 'vitest'
import { createMemoryEdge } from '@/lib/adapters/memory/engine'
import { PROJECT, siteOf } from '@/lib/adapters/memory/site'
import { type Ask, answerAsk } from '@/lib/engine/asks'
import { CallRecord } from '@/lib/engine/call-record'
import type { Site } from '@/lib/engine/deployment'
import type { ValueKind } from '@/lib/engine/value'

const SITE = siteOf([])
const text = (bytes: Uint8Array | undefined) => (bytes === undefined ? undefined : new TextDecoder().decode(bytes))

async function openEdge() {
  const edge = createMemoryEdge({ outputs: [], answer: () => ({ body: '' }) })
  await edge.sync()
  /** A call that begins now, and what it may ask. */
  const call = (site: Site = SITE, purpose: 'live' | 'render' = 'live') => {
    const record = new CallRecord({ site, stamp: edge.engine.view.seq, purpose, headers: [] })
    const ask = (message: Ask, bytes = new Uint8Array(), inCall = true, beside: readonly CallRecord[] = []) =>
      answerAsk(
        edge.engine,
        { site, bundle: 'page', call: inCall ? record : undefined, beside: () => beside },
        message,
        bytes,
      )
    return {
      record,
      ask,
      read: (tags: readonly string[] = [], kind: ValueKind = 'fetch', key = 'k') =>
        ask({ ask: 'read', kind, key, tags }),
      write: (
        content: string,
        overrides: { tags?: string[]; kind?: ValueKind; key?: string; expireSeconds?: number | null } = {},
        beside: readonly CallRecord[] = [],
      ) =>
        ask(
          {
            ask: 'write',
            kind: 'fetch',
            key: 'k',
            tags: ['news'],
            note: '',
            ageMs: 0,
            expireSeconds: null,
            ...overrides,
          },
          new TextEncoder().encode(content),
          true,
          beside,
        ),
      purge: (mode: 'invalidate' | 'delete', tag: string) => ask({ ask: 'purge', purges: [{ mode, tags: [tag] }] }),
    }
  }
  return { ...edge, call }
}

describe('a value of use cache that ends while other calls run in its process', () => {
  /** One call is told to make a value, a purge comes, another call begins, and the value is there. */
  const joinedAfter = async (purged: string, asked?: readonly string[]) => {
    const edge = await openEdge()
    const maker = edge.call(SITE, 'render')
    await maker.read([], 'use_cache')
    await edge.purge(
      'invalidate',
      purged.startsWith('/') ? { kind: 'path', path: purged } : { kind: 'tag', tag: purged },
    )
    const joiner = edge.call(SITE, 'render')
    if (asked !== undefined) await joiner.read(asked, 'use_cache')
    await maker.write('made', { kind: 'use_cache' }, [maker.record, joiner.record])
    return [maker.record.stamp, joiner.record.stamp]
  }

  test.each([
    ['its tag was purged', 'news', [], 0],
    ['the path of the other call was purged', '/page', ['_N_T_/page'], 0],
    ['the other call has not said what its page is', 'another', undefined, 0],
    ['neither was purged', 'another', ['_N_T_/page'], 1],
  ] as const)('ages one that began after a purge: %s', async (_title, purged, asked, stamp) => {
    expect(await joinedAfter(purged, asked)).toEqual([0, stamp])
  })

  test('ages what that call makes of it, too', async () => {
    const edge = await openEdge()
    const maker = edge.call(SITE, 'render')
    await maker.read([], 'use_cache')
    await edge.purge('invalidate', { kind: 'tag', tag: 'news' })
    const joiner = edge.call(SITE, 'render')
    await joiner.read([], 'use_cache')
    await maker.write('made', { kind: 'use_cache' }, [maker.record, joiner.record])
    await joiner.write('made of it', { kind: 'use_cache', key: 'outer' })
    expect((await edge.call(SITE, 'render').read([], 'use_cache', 'outer')).reply.reply).toBe('absent')
  })
})

test('what one call kept the next one is given, with its age', async () => {
  const edge = await openEdge()
  await edge.call().write('the river is high')
  edge.clock.advance(1_500)
  const { reply, bytes } = await edge.call().read()
  expect(reply).toEqual({ reply: 'found', note: '', tags: ['news'], ageMs: 1_500, isStale: false })
  expect(text(bytes)).toBe('the river is high')
})

test('an invalidated value is given once more, to be made anew; the answer it is used for counts as no newer', async () => {
  const edge = await openEdge()
  await edge.purge('invalidate', { kind: 'tag', tag: 'other' })
  await edge.call().write('old')
  await edge.call().purge('invalidate', 'news')
  const call = edge.call()
  expect(call.record.stamp).toBe(2)
  expect((await call.read()).reply).toMatchObject({ reply: 'found', isStale: true })
  expect(call.record.stamp).toBe(1)
  await call.write('new')
  expect((await edge.call().read()).reply).toMatchObject({ reply: 'found', isStale: false })
})

test('a render is given no stale value: what it stored would be stale on arrival', async () => {
  const edge = await openEdge()
  await edge.call().write('old')
  await edge.call().purge('invalidate', 'news')
  const render = edge.call(SITE, 'render')
  expect((await render.read()).reply).toEqual({ reply: 'absent' })
  expect(render.record.stamp).toBe(1)
})

test('a value that was read fresh leaves the answer as new as it is, however long ago it was made', async () => {
  const edge = await openEdge()
  await edge.call().write('old but true')
  await edge.call().purge('delete', 'something else')
  const call = edge.call()
  await call.read()
  expect(call.record.stamp).toBe(1)
})

test('a deleted value is gone, also for a reader whose own tag, or path, was purged', async () => {
  for (const [selector, tags] of [
    [{ kind: 'tag', tag: 'news' }, []],
    [{ kind: 'tag', tag: 'mine' }, ['mine']],
    [{ kind: 'path', path: '/a' }, ['_N_T_/a']],
  ] as const) {
    const edge = await openEdge()
    await edge.call().write('old')
    await edge.purge('delete', selector)
    expect((await edge.call().read(['unrelated'])).reply.reply).toBe(tags.length === 0 ? 'absent' : 'found')
    expect((await edge.call().read(tags)).reply).toEqual({ reply: 'absent' })
  }
})

test('a purge while a value is made finds it stale on arrival', async () => {
  const edge = await openEdge()
  const slow = edge.call()
  await slow.read()
  await edge.call().purge('delete', 'news')
  await slow.write('read before the purge')
  expect((await edge.call().read()).reply).toEqual({ reply: 'absent' })
})

test('what a call makes after it purged is as new as its question for it', async () => {
  const edge = await openEdge()
  await edge.call().write('old')
  const action = edge.call()
  await action.purge('delete', 'news')
  expect((await action.read()).reply).toEqual({ reply: 'absent' })
  await action.write('new')
  expect(text((await edge.call().read()).bytes)).toBe('new')
})

test('what a function puts by itself after its own purge outlasts it, with no question before', async () => {
  const edge = await openEdge()
  const call = edge.call()
  await call.purge('delete', 'news')
  await call.write('new', { kind: 'runtime' })
  expect(text((await edge.call().read([], 'runtime')).bytes)).toBe('new')
})

test.each([
  ['another environment', { ...SITE, environment: 'preview' as const }],
  ['another project', { ...SITE, projectId: 'prj_other' }],
])('a function of %s has values of its own, and purges its own', async (_title, other) => {
  const edge = await openEdge()
  await edge.call().write('ours')
  expect((await edge.call(other).read()).reply).toEqual({ reply: 'absent' })
  await edge.call(other).purge('delete', 'news')
  expect(text((await edge.call().read()).bytes)).toBe('ours')
})

test('another deployment of the environment is given the same values', async () => {
  const edge = await openEdge()
  await edge.call().write('kept')
  const next = { ...SITE, deployment: { ...SITE.deployment, id: 'dpl_next' } }
  expect(text((await edge.call(next).read()).bytes)).toBe('kept')
})

test('a value past its end is gone, at the very instant', async () => {
  const edge = await openEdge()
  await edge.call().write('short', { expireSeconds: 2 })
  await edge.advance(1_999)
  expect((await edge.call().read()).reply.reply).toBe('found')
  await edge.advance(1)
  expect((await edge.call().read()).reply.reply).toBe('absent')
})

test('an edge that lost the journal gives nothing, since it cannot tell what was purged', async () => {
  const edge = await openEdge()
  await edge.call().write('maybe purged')
  edge.clock.advance(2_001)
  expect((await edge.call().read()).reply).toEqual({ reply: 'absent' })
})

test.each([
  ['2 MB', { tags: [] }, 'x'.repeat(2 * 1024 * 1024 + 1)],
  ['128 tags', { tags: Array.from({ length: 129 }, (_, n) => `t${n}`) }, 'x'],
])('more than %s is refused, and nothing is kept', async (_title, overrides, content) => {
  const edge = await openEdge()
  expect((await edge.call().write(content, overrides)).reply.reply).toBe('refused')
  expect((await edge.call().read()).reply.reply).toBe('absent')
})

test('outside of a call nothing is kept, and nothing stale is given', async () => {
  const edge = await openEdge()
  const write = { ask: 'write', kind: 'fetch', key: 'k', tags: [], note: '', ageMs: 0, expireSeconds: null } as const
  expect((await edge.call().ask(write, new Uint8Array(), false)).reply.reply).toBe('refused')
  await edge.call().write('stale')
  await edge.call().purge('invalidate', 'news')
  const read = { ask: 'read', kind: 'fetch', key: 'k', tags: [] } as const
  expect((await edge.call().ask(read, undefined, false)).reply.reply).toBe('absent')
})

test('a forgotten value is absent', async () => {
  const edge = await openEdge()
  await edge.call().write('x')
  await edge.call().ask({ ask: 'forget', kind: 'fetch', key: 'k' })
  expect((await edge.call().read()).reply.reply).toBe('absent')
})

test('a value from before the edge remembers purges is judged by the database, for each new tag', async () => {
  const edge = await openEdge()
  await edge.call().write('old')
  await edge.purge('delete', { kind: 'tag', tag: 'mine' })
  edge.engine.view.marks.forget(edge.engine.view.seq)
  edge.engine.valueMemory.clear()
  expect((await edge.call().read(['yours'])).reply.reply).toBe('found')
  expect((await edge.call().read(['mine'])).reply.reply).toBe('absent')
})

test('reads from the store and writes are counted beside those of pages', async () => {
  const edge = await openEdge()
  await edge.call().write('x'.repeat(9_000))
  await edge.call().read()
  edge.engine.valueMemory.clear()
  await edge.call().read()
  const { tallies } = edge.engine.meter.drain(0)
  expect(tallies).toMatchObject([{ projectId: PROJECT, route: '(data cache)', readUnits: 2, writeUnits: 2 }])
})
