import { describe, expect, test } from 'vitest'
import { createMemoryEdge } from '@/lib/adapters/memory/engine'
import { PROJECT, siteOf } from '@/lib/adapters/memory/site'
import { type Ask, answerAsk } from '@/lib/engine/asks/asks'
import { CallRecord } from '@/lib/engine/calls/call-record'
import type { Site } from '@/lib/engine/deployment'
import { JournalView } from '@/lib/engine/purges/journal-view'
import type { ValueKind } from '@/lib/engine/values/value'
import type { HandedValue } from '@/lib/engine/values/value-cache'

const SITE = siteOf([])
const text = (bytes: Uint8Array | undefined) => (bytes === undefined ? undefined : new TextDecoder().decode(bytes))

async function openEdge() {
  const edge = createMemoryEdge({ outputs: [], answer: () => ({ body: '' }) })
  await edge.sync()
  /** A call that begins now, and what it may ask. */
  const call = (site: Site = SITE, purpose: 'live' | 'render' = 'live') => {
    const record = new CallRecord({
      site,
      stamp: edge.engine.view.seq,
      basis: edge.engine.view.basis,
      purpose,
      headers: [],
    })
    const ask = (message: Ask, bytes = new Uint8Array(), inCall = true) =>
      answerAsk(edge.engine, { site, bundle: 'page', call: inCall ? record : undefined }, message, bytes)
    return {
      record,
      ask,
      read: (tags: readonly string[] = [], kind: ValueKind = 'fetch', key = 'k') =>
        ask({ ask: 'read', kind, key, tags }),
      write: (
        content: string,
        overrides: {
          tags?: string[]
          kind?: ValueKind
          key?: string
          expireSeconds?: number | null
          handed?: HandedValue[]
        } = {},
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
            handed: [],
            ...overrides,
          },
          new TextEncoder().encode(content),
        ),
      /** At the end of its answer. */
      end: (handed: HandedValue[]) => ask({ ask: 'count_handed', handed }),
      purge: (mode: 'invalidate' | 'delete', tag: string) => ask({ ask: 'purge', purges: [{ mode, tags: [tag] }] }),
    }
  }
  return { ...edge, call }
}

describe('a value that a call may have been handed by another one of its process', () => {
  const OLD = { stamp: 0, tags: ['news'] }

  /** A value is begun, a purge comes, a call begins and ends with it. */
  const endedAfter = async (purged: string, asked?: readonly string[], handed: HandedValue = OLD) => {
    const edge = await openEdge()
    await edge.purge(
      'invalidate',
      purged.startsWith('/') ? { kind: 'path', path: purged } : { kind: 'tag', tag: purged },
    )
    const call = edge.call(SITE, 'render')
    if (asked !== undefined) await call.read(asked, 'use_cache')
    await call.end([handed])
    return call.record.stamp
  }

  test.each([
    ['its tag was purged', 'news', [], OLD, 0],
    ['the path of the call was purged', '/page', ['_N_T_/page'], OLD, 0],
    ['the call has not said what its page is', 'another', undefined, OLD, 0],
    ['its tags are not known', 'another', [], { stamp: 0, tags: null }, 0],
    ['neither was purged', 'another', ['_N_T_/page'], OLD, 1],
    ['it is as new as the purge', 'news', [], { ...OLD, stamp: 1 }, 1],
  ] as const)('makes it as old, unless no purge since reached it: %s', async (_title, purged, asked, handed, stamp) => {
    expect(await endedAfter(purged, asked, handed)).toBe(stamp)
  })

  test('is judged by all tags that the call asked with, also by those that it named later', async () => {
    const edge = await openEdge()
    await edge.purge('invalidate', { kind: 'path', path: '/page' })
    const call = edge.call(SITE, 'render')
    await call.read([], 'use_cache')
    await call.write('made of it', { kind: 'use_cache', key: 'outer', handed: [OLD] })
    expect(call.record.stamp).toBe(1)
    await call.read(['_N_T_/page'], 'use_cache', 'further')
    await call.end([OLD])
    expect(call.record.stamp).toBe(0)
  })

  test('makes what the call makes of it as old, too', async () => {
    const edge = await openEdge()
    await edge.purge('invalidate', { kind: 'tag', tag: 'news' })
    const call = edge.call(SITE, 'render')
    await call.read([], 'use_cache', 'outer')
    await call.write('made of it', { kind: 'use_cache', key: 'outer', handed: [OLD] })
    expect((await edge.call(SITE, 'render').read([], 'use_cache', 'outer')).reply.reply).toBe('absent')
  })
})

describe('calls for one page that overlap in a process, of which one may be given what the other made', () => {
  const { basis } = new JournalView()
  const callFor = (stamp: number, page?: string) =>
    new CallRecord({
      site: SITE,
      stamp,
      basis,
      purpose: 'render',
      headers: [],
      ...(page === undefined ? {} : { page }),
    })

  test.each([
    ['the same page', '/a', '/a', 3],
    ['another page', '/a', '/b', 7],
    ['no page', undefined, undefined, 7],
  ])('count as the older one: %s', (_title, one, other, stamp) => {
    const older = callFor(3, one)
    const newer = callFor(7, other)
    older.runsBeside(newer)
    expect([older.stamp, newer.stamp]).toEqual([3, stamp])
  })

  test('count what the other one is given to read later', () => {
    const older = callFor(7, '/a')
    const newer = callFor(7, '/a')
    newer.runsBeside(older)
    older.readStale(2)
    expect(newer.stamp).toBe(2)
  })
})

test('a value of which several makings run counts as begun with the first, whichever ends first', async () => {
  const edge = await openEdge()
  const call = edge.call()
  await call.read()
  await edge.purge('delete', { kind: 'tag', tag: 'news' })
  await call.read()
  await call.write('of either')
  expect((await edge.call().read()).reply.reply).toBe('absent')
  await call.write('of the other')
  expect((await edge.call().read()).reply.reply).toBe('absent')
  await call.read()
  await call.write('made after both')
  expect(text((await edge.call().read()).bytes)).toBe('made after both')
})

test('what a function puts by itself after it was given a stale value is no newer than that', async () => {
  const edge = await openEdge()
  await edge.call().write('old')
  await edge.purge('invalidate', { kind: 'tag', tag: 'news' })
  const call = edge.call()
  expect((await call.read()).reply).toMatchObject({ reply: 'found', isStale: true })
  await call.write('derived of it', { kind: 'runtime', key: 'derived' })
  expect((await edge.call().read([], 'runtime', 'derived')).reply.reply).toBe('absent')
  await call.write('made anew')
  expect((await edge.call().read()).reply).toMatchObject({ reply: 'found', isStale: false })
})

test('what one call kept the next one is given, with its age', async () => {
  const edge = await openEdge()
  await edge.call().write('the river is high')
  edge.clock.advance(1_500)
  const { reply, bytes } = await edge.call().read()
  expect(reply).toEqual({
    reply: 'found',
    note: '',
    tags: ['news'],
    ageMs: 1_500,
    isStale: false,
    seq: 0,
    stamp: 0,
  })
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
  expect((await render.read()).reply).toMatchObject({ reply: 'absent' })
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
    expect((await edge.call().read(tags)).reply).toMatchObject({ reply: 'absent' })
  }
})

test('a purge while a value is made finds it stale on arrival', async () => {
  const edge = await openEdge()
  const slow = edge.call()
  await slow.read()
  await edge.call().purge('delete', 'news')
  await slow.write('read before the purge')
  expect((await edge.call().read()).reply).toMatchObject({ reply: 'absent' })
})

test('what a call makes after it purged is as new as its question for it', async () => {
  const edge = await openEdge()
  await edge.call().write('old')
  const action = edge.call()
  await action.purge('delete', 'news')
  expect((await action.read()).reply).toMatchObject({ reply: 'absent' })
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
  expect((await edge.call(other).read()).reply).toMatchObject({ reply: 'absent' })
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
  expect((await edge.call().read()).reply).toMatchObject({ reply: 'absent' })
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
  const write = {
    ask: 'write',
    kind: 'fetch',
    key: 'k',
    tags: [],
    note: '',
    ageMs: 0,
    expireSeconds: null,
    handed: [],
  } as const
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
