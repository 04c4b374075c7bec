import { expect, test } from 'vitest'
import { entryOf, generationOf, idOf, purgeOf } from '@/lib/engine/contract-tests/builders'
import type { PutBack } from '@/lib/engine/contract-tests/entry-basis'
import { type EntryId, NO_COVER } from '@/lib/engine/entry'
import type { EntryStore, Journal } from '@/lib/engine/ports'
import { deletionOf } from '@/lib/engine/purges/cover'

/** A store, and the journal whose purges cover its entries. */
export type OpenedEntryStore = {
  readonly store: EntryStore
  readonly journal: Journal
  /** Pins one of the generations of the group of `id`, counted from 0 as they were made; `null` unpins. Gives the journal number. */
  readonly pin: (id: EntryId, generation: number | null) => Promise<number>
  readonly putBack: PutBack
}

/** Beyond any clock of a test. */
const FAR = 4_000_000_000_000

/** What a store tells of the purges that cover an entry. */
export function readsCovers(open: () => Promise<OpenedEntryStore>): void {
  const narrowed = (
    domain: string | null,
    deploymentId: string | null,
    environment: 'production' | 'preview' | null = null,
  ) => ({ projectId: 'prj_1', environment, domain, deploymentId })
  const covering = [
    narrowed(null, null),
    narrowed('a.test', null),
    narrowed(null, 'dpl_1'),
    narrowed('a.test', 'dpl_1'),
    narrowed(null, null, 'production'),
    narrowed(null, 'dpl_1', 'production'),
  ]
  const foreign = [
    narrowed('b.test', null),
    narrowed(null, 'dpl_2'),
    narrowed('b.test', 'dpl_1'),
    narrowed(null, null, 'preview'),
    narrowed(null, 'dpl_2', 'production'),
    { projectId: 'prj_2', environment: null, domain: null, deploymentId: null },
  ]
  const selectors = [
    [{ kind: 'all' }, 'path'],
    [{ kind: 'path', path: '/a' }, 'path'],
    [{ kind: 'tag', tag: 'é,"{}' }, 'tag'],
  ] as const
  const tagged = () => entryOf({ version: { tags: ['other', 'é,"{}'] } })

  test.each(selectors)(
    'a purge by %j covers what it reaches in each of its scopes, and nothing else',
    async (selector, by) => {
      const { store, journal } = await open()
      await store.commit(generationOf([tagged()]))
      for (const scope of foreign) await journal.append(purgeOf({ scope, selectors: [selector] }))
      expect((await store.read(idOf(), [])).cover).toEqual(NO_COVER)
      for (const scope of covering) {
        const seq = await journal.append(purgeOf({ scope, selectors: [selector] }))
        const cover = { ...NO_COVER, invalidatedSeq: seq, invalidatedBy: by }
        expect(await store.read(idOf(), [])).toMatchObject({ cover, seq })
      }
      const deletion = await journal.append(purgeOf({ mode: 'delete', selectors: [selector] }))
      expect((await store.read(idOf(), [])).cover).toMatchObject({ deletedSeq: deletion, deletedBy: by })
    },
  )

  test('deletions to come are told until they are superseded, by what they go by', async () => {
    const { store, journal } = await open()
    const [tag, path] = [{ kind: 'tag', tag: 'other' } as const, { kind: 'path', path: '/a' } as const]
    await store.commit(generationOf([tagged()]))
    const first = await journal.append(purgeOf({ mode: 'delete', deleteAtMs: FAR + 30_000, selectors: [tag] }))
    const second = await journal.append(purgeOf({ mode: 'delete', deleteAtMs: FAR + 60_000, selectors: [path, tag] }))
    const deadlines = [
      { seq: first, atMs: FAR + 30_000, by: 'tag' },
      { seq: second, atMs: FAR + 60_000, by: expect.any(String) },
    ]
    expect((await store.read(idOf(), [])).cover).toMatchObject({ invalidatedSeq: second, deletedSeq: 0, deadlines })
    const committed = await store.commit(generationOf([tagged()]))
    expect(committed.members[0]?.cover).toMatchObject({ invalidatedSeq: second, deletedSeq: 0, deadlines })
    const sooner = await journal.append(purgeOf({ mode: 'delete', deleteAtMs: FAR + 10_000, selectors: [path] }))
    expect((await store.read(idOf(), [])).cover.deadlines).toEqual([{ seq: sooner, atMs: FAR + 10_000, by: 'path' }])
    const deletion = await journal.append(purgeOf({ mode: 'delete', selectors: [tag] }))
    expect((await store.read(idOf(), [])).cover).toMatchObject({ deletedSeq: deletion, deadlines: [] })
  })

  test('a deadline that has passed is a deletion, whatever comes after it', async () => {
    const { store, journal } = await open()
    await store.commit(generationOf([tagged()]))
    const due = await journal.append(purgeOf({ mode: 'delete', deleteAtMs: 0 }))
    expect(deletionOf((await store.read(idOf(), [])).cover, due - 1, FAR)).toBe('path')
    const later = await journal.append(purgeOf({ mode: 'delete', deleteAtMs: FAR }))
    const { cover } = await store.read(idOf(), [])
    expect(cover).toMatchObject({ deletedSeq: due, invalidatedSeq: later, deadlines: [{ seq: later, atMs: FAR }] })
  })

  test('another path and another tag leave an entry uncovered', async () => {
    const { store, journal } = await open()
    await store.commit(generationOf([tagged()]))
    await journal.append(
      purgeOf({
        selectors: [
          { kind: 'path', path: '/b' },
          { kind: 'tag', tag: 'é' },
        ],
      }),
    )
    expect(await store.read(idOf(), [])).toMatchObject({ cover: NO_COVER, seq: 1 })
  })

  test('a prefix covers what is it or lies below it, by whole segments, stored or not', async () => {
    const { store, journal } = await open()
    const ids = ['/blog', '/blog/a', '/blog/a/b', '/blogs', '/a/blog', '/'].map((path) => idOf({ path }))
    for (const id of ids.slice(0, 3)) await store.commit(generationOf([entryOf({ id })]))
    const seq = await journal.append(purgeOf({ selectors: [{ kind: 'prefix', prefix: '/blog' }] }))
    const covers = await Promise.all(ids.map(async (id) => (await store.read(id, [])).cover.invalidatedSeq))
    expect(covers).toEqual([seq, seq, seq, 0, 0, 0])
    const deeper = await journal.append(purgeOf({ selectors: [{ kind: 'prefix', prefix: '/blog/a' }] }))
    expect((await store.read(idOf({ path: '/blog/a/b' }), [])).cover).toMatchObject({
      invalidatedSeq: deeper,
      invalidatedBy: 'path',
    })
  })

  test('nothing stored is covered by its path and by the tags of the build', async () => {
    const { store, journal } = await open()
    const byTag = await journal.append(purgeOf({ selectors: [{ kind: 'tag', tag: 'built' }] }))
    expect((await store.read(idOf(), [])).cover).toEqual(NO_COVER)
    expect((await store.read(idOf(), ['built'])).cover).toMatchObject({ invalidatedSeq: byTag, invalidatedBy: 'tag' })
    const byPath = await journal.append(purgeOf({ mode: 'delete', selectors: [{ kind: 'path', path: '/a' }] }))
    expect((await store.read(idOf(), ['built'])).cover).toMatchObject({ deletedSeq: byPath, deletedBy: 'path' })
  })

  test('the tags of the build mean nothing once another response is stored', async () => {
    const { store, journal } = await open()
    await store.commit(generationOf([tagged()]))
    await journal.append(purgeOf({ selectors: [{ kind: 'tag', tag: 'built' }] }))
    expect((await store.read(idOf(), ['built'])).cover).toEqual(NO_COVER)
  })

  test('a commit tells a purge that came while its response was rendered, by tags nobody knew before', async () => {
    const { store, journal } = await open()
    const seq = await journal.append(purgeOf({ mode: 'delete', selectors: [{ kind: 'tag', tag: 'other' }] }))
    const plain = entryOf({ id: idOf({ output: '/[slug].rsc', variant: 'rsc' }) })
    const committed = await store.commit(generationOf([tagged(), plain], { stamp: 0 }))
    const cover = { ...NO_COVER, deletedSeq: seq, deletedBy: 'tag' }
    expect(committed).toMatchObject({ seq, members: [{ cover }, { cover: NO_COVER }] })
    expect((await store.read(idOf(), [])).cover).toEqual(cover)
  })

  test('a superseded commit tells the purges that cover it all the same', async () => {
    const { store, journal } = await open()
    await store.commit(generationOf([tagged()], { stamp: 5 }))
    const seq = await journal.append(purgeOf())
    const superseded = await store.commit(generationOf([tagged()], { stamp: 4 }))
    expect(superseded).toMatchObject({ kind: 'superseded', seq, members: [{ cover: { invalidatedSeq: seq } }] })
  })

  test('a thousand purges of one tag cost one mark: the newest counts', async () => {
    const { store, journal } = await open()
    await store.commit(generationOf([tagged()]))
    for (let n = 0; n < 20; n++) await journal.append(purgeOf({ selectors: [{ kind: 'tag', tag: 'other' }] }))
    expect((await store.read(idOf(), [])).cover).toMatchObject({ invalidatedSeq: 20, invalidatedBy: 'tag' })
  })
}
