import { describe, expect, test } from 'vitest'
import { bodyOf, purgeOf, T0 } from '@/lib/engine/contract-tests/builders'
import { basisOf, type PutBack } from '@/lib/engine/contract-tests/entry-basis'
import type { Journal, ValueStore } from '@/lib/engine/ports'
import { RefusedBasis } from '@/lib/engine/purges/journal'
import { EVERY_VALUE_TAG } from '@/lib/engine/purges/marks'
import { type CachedValue, judgeValue, type ValueId } from '@/lib/engine/values/value'

type Opened = {
  readonly values: ValueStore
  readonly journal: Pick<Journal, 'append' | 'readAfter'>
  readonly putBack: PutBack
}

const ID: ValueId = { projectId: 'prj_1', environment: 'production', kind: 'fetch', key: 'headline' }

/** Beyond any clock of a test. */
const FAR = 4_000_000_000_000

function cachedValueOf(overrides: Partial<CachedValue> = {}): CachedValue {
  const texts = { note: '{"a":1}', tags: ['news'], body: bodyOf('The river is high') }
  return { id: ID, ...texts, stamp: 0, madeAtMs: T0, expiresAtMs: null, ...overrides }
}

/** Every ValueStore must pass this. */
export function testValueStore(name: string, open: () => Promise<Opened>): void {
  const verdictAfter = async (
    { values, journal }: Opened,
    purge: Parameters<typeof purgeOf>[0],
    tags: readonly string[] = [],
  ) => {
    await journal.append(purgeOf(purge))
    const { value, cover } = await values.read(ID, tags)
    return value === undefined ? 'absent' : judgeValue(value, cover, T0)
  }

  describe(`ValueStore: ${name}`, () => {
    test('a value never stored is absent', async () => {
      const { values } = await open()
      expect(await values.read(ID, [])).toMatchObject({ value: undefined, seq: 0 })
    })

    test.each([
      ['plain', cachedValueOf()],
      ['with an end', cachedValueOf({ expiresAtMs: T0 + 5, stamp: 3, tags: [] })],
      ['of no bytes', cachedValueOf({ body: bodyOf('') })],
      ['with strange names', cachedValueOf({ id: { ...ID, key: 'k"\\ü,{}' }, tags: ['x,{}', '"', 'ü'], note: '\\"ü' })],
    ])('a value comes back as it was stored: %s', async (_title, value) => {
      const { values } = await open()
      expect(await values.write(value)).toMatchObject({ isStored: true, writeUnits: 1 })
      expect((await values.read(value.id, [])).value).toEqual(value)
    })

    test.each([
      ['project', { ...ID, projectId: 'prj_2' }],
      ['environment', { ...ID, environment: 'preview' as const }],
      ['kind', { ...ID, kind: 'runtime' as const }],
      ['key', { ...ID, key: 'headlines' }],
    ])('values of another %s are others', async (_title, other) => {
      const { values } = await open()
      await values.write(cachedValueOf())
      expect((await values.read(other, [])).value).toBeUndefined()
      await values.delete(other)
      expect((await values.read(ID, [])).value).toBeDefined()
    })

    test.each(['another epoch', 'same epoch'] as const)(
      'of a database that was put back nothing made before is kept: %s',
      async (as) => {
        const { values, journal, putBack } = await open()
        for (let n = 0; n < 2; n += 1) await journal.append(purgeOf())
        const basis = await basisOf(journal)
        await values.write(cachedValueOf({ stamp: 1 }), basis)
        await putBack(1, as)
        const late = cachedValueOf({ stamp: 2, body: bodyOf('of before') })
        await expect(values.write(late, basis)).rejects.toThrow(RefusedBasis)
        expect((await values.read(ID, [])).value).toEqual(cachedValueOf({ stamp: 1 }))
        expect(await values.write(late, await basisOf(journal))).toMatchObject({ isStored: true })
      },
    )

    test('a value that began earlier never replaces one that began later', async () => {
      const { values } = await open()
      await values.write(cachedValueOf({ stamp: 5 }))
      const late = cachedValueOf({ stamp: 4, body: bodyOf('old') })
      expect(await values.write(late)).toMatchObject({ isStored: false, writeUnits: 0 })
      expect((await values.read(ID, [])).value).toMatchObject({ stamp: 5 })
      expect(await values.write({ ...late, stamp: 5 })).toMatchObject({ isStored: true, writeUnits: 1 })
    })

    test('the same bytes again cost no write unit', async () => {
      const { values } = await open()
      await values.write(cachedValueOf())
      expect(await values.write(cachedValueOf({ stamp: 1 }))).toMatchObject({ isStored: true, writeUnits: 0 })
    })

    test('a deleted value is absent, and deleting it again is no error', async () => {
      const { values } = await open()
      await values.write(cachedValueOf())
      await values.delete(ID)
      await values.delete(ID)
      expect((await values.read(ID, [])).value).toBeUndefined()
    })

    const scope = { projectId: 'prj_1', environment: null, domain: null, deploymentId: null }
    const news = [{ kind: 'tag', tag: 'news' }] as const
    test.each<[string, Parameters<typeof purgeOf>[0], string]>([
      ['of its tag', { selectors: news }, 'stale'],
      ['of its tag, to delete', { selectors: news, mode: 'delete' }, 'gone'],
      ['of its tag in its environment', { selectors: news, scope: { ...scope, environment: 'production' } }, 'stale'],
      [
        'of its tag in the other environment',
        { selectors: news, scope: { ...scope, environment: 'preview' } },
        'fresh',
      ],
      ['of its tag on one domain', { selectors: news, scope: { ...scope, domain: 'a.test' } }, 'stale'],
      ['of its tag in one deployment', { selectors: news, scope: { ...scope, deploymentId: 'dpl_1' } }, 'stale'],
      ['of its tag in another project', { selectors: news, scope: { ...scope, projectId: 'prj_2' } }, 'fresh'],
      ['of another tag', { selectors: [{ kind: 'tag', tag: 'new' }] }, 'fresh'],
      ['of everything', { selectors: [{ kind: 'all' }] }, 'stale'],
      ['of everything on one domain', { selectors: [{ kind: 'all' }], scope: { ...scope, domain: 'a.test' } }, 'fresh'],
    ])('a purge %s is told with the value', async (_title, purge, verdict) => {
      const opened = await open()
      await opened.values.write(cachedValueOf())
      expect(await verdictAfter(opened, purge)).toBe(verdict)
    })

    test('a purge with a deadline makes it stale until then, and takes it away if it was not made anew', async () => {
      const opened = await open()
      await opened.values.write(cachedValueOf())
      const dated = { mode: 'delete', deleteAtMs: FAR + 30_000, selectors: news } as const
      expect(await verdictAfter(opened, dated)).toBe('stale')
      const { value, cover, seq } = await opened.values.read(ID, [])
      if (value === undefined) throw new Error('The value is gone.')
      expect(judgeValue(value, cover, FAR + 29_999)).toBe('stale')
      expect(judgeValue(value, cover, FAR + 30_000)).toBe('gone')
      const anew = cachedValueOf({ stamp: seq })
      const written = await opened.values.write(anew)
      expect(judgeValue(anew, written.cover, FAR + 30_000)).toBe('fresh')
      const old = await opened.values.write(cachedValueOf({ stamp: seq - 1 }))
      expect(judgeValue(cachedValueOf({ stamp: seq - 1 }), old.cover, FAR + 30_000)).toBe('gone')
    })

    test('a purge of every value of its environment reaches it, one of another does not', async () => {
      const opened = await open()
      await opened.values.write(cachedValueOf({ tags: [] }))
      const every = (environment: 'production' | 'preview') => ({
        mode: 'delete' as const,
        scope: { projectId: 'prj_1', environment, domain: null, deploymentId: null },
        selectors: [{ kind: 'tag', tag: EVERY_VALUE_TAG }] as const,
      })
      expect(await verdictAfter(opened, every('preview'))).toBe('fresh')
      expect(await verdictAfter(opened, every('production'))).toBe('gone')
    })

    test('it is judged by the tags it is asked with, too, and a path is one of them', async () => {
      const opened = await open()
      await opened.values.write(cachedValueOf())
      const path = { selectors: [{ kind: 'path', path: '/a' }] } as const
      expect(await verdictAfter(opened, path, ['_N_T_/b'])).toBe('fresh')
      expect(await verdictAfter(opened, { selectors: [{ kind: 'tag', tag: 'mine' }] }, ['yours'])).toBe('fresh')
      expect(await verdictAfter(opened, path, ['_N_T_/a'])).toBe('stale')
    })

    test.each([
      ['/blog', '_N_T_/blog/a/b', 'stale'],
      ['/blog', '_N_T_/blog', 'stale'],
      ['/blog/a/b', '_N_T_/blog/a/b/', 'stale'],
      ['/blog', '_N_T_/blogs', 'fresh'],
      ['/blog', '/blog/a', 'fresh'],
      ['/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16', '_N_T_/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17', 'stale'],
    ])('a purge below %s tells of one whose own tag is %s: %s', async (prefix, tag, verdict) => {
      const opened = await open()
      await opened.values.write(cachedValueOf({ tags: ['other', tag] }))
      expect(await verdictAfter(opened, { selectors: [{ kind: 'prefix', prefix }] })).toBe(verdict)
    })

    test('a purge from before it was made leaves it fresh, one during its making finds it stale on arrival', async () => {
      const opened = await open()
      const seq = await opened.journal.append(purgeOf({ selectors: news }))
      const written = await opened.values.write(cachedValueOf({ stamp: seq }))
      expect(judgeValue(cachedValueOf({ stamp: seq }), written.cover, T0)).toBe('fresh')
      expect(written.seq).toBe(seq)
      await opened.journal.append(purgeOf({ selectors: news }))
      const late = await opened.values.write(cachedValueOf({ stamp: seq }))
      expect(judgeValue(cachedValueOf({ stamp: seq }), late.cover, T0)).toBe('stale')
    })
  })
}
