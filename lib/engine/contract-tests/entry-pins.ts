import { expect, test } from 'vitest'
import { bodyOf, entryOf, generationOf, idOf, pairOf, purgeOf, T0 } from '@/lib/engine/contract-tests/builders'
import type { OpenedEntryStore } from '@/lib/engine/contract-tests/entry-covers'

/** What a store tells of a generation that an operator pinned. */
export function pinsGenerations(open: () => Promise<OpenedEntryStore>): void {
  test('a pinned generation stands beside what regenerations make, all its members together, until it is unpinned', async () => {
    const { store, pin } = await open()
    const [html, rsc] = pairOf('one')
    await store.commit(generationOf([html, rsc], { stamp: 0 }))
    await store.commit(generationOf(pairOf('two'), { stamp: 1, endedAtMs: T0 + 1 }))
    const pinnedSeq = await pin(html.id, 0)
    const { isPinned } = await store.commit(generationOf(pairOf('three'), { stamp: 2, endedAtMs: T0 + 2 }))

    const [one, other] = await Promise.all([store.read(html.id, []), store.read(rsc.id, [])])
    expect(isPinned).toBe(true)
    expect([one.pinned?.version.body, other.pinned?.version.body]).toEqual([html.version.body, rsc.version.body])
    expect(one.pinned).toMatchObject({ pinnedSeq, stamp: 0, staleAtMs: null, expiresAtMs: null })
    expect(one.entry).toMatchObject({ pinnedSeq: null, stamp: 2, version: { body: pairOf('three')[0].version.body } })

    await pin(html.id, null)
    expect((await store.read(html.id, [])).pinned).toBeUndefined()
    expect((await store.commit(generationOf(pairOf('four'), { stamp: 3 }))).isPinned).toBe(false)
  })

  test('a member that the pinned generation has not is as if nothing were pinned', async () => {
    const { store, pin } = await open()
    const [html, rsc] = pairOf('one')
    await store.commit(generationOf([html]))
    await store.commit(generationOf([html, rsc], { stamp: 1, endedAtMs: T0 + 1 }))
    await pin(html.id, 0)
    expect((await store.read(html.id, [])).pinned).toBeDefined()
    expect((await store.read(rsc.id, [])).pinned).toBeUndefined()
  })

  test('purges of the tags of the pinned version and of the current one are both told', async () => {
    const { store, journal, pin } = await open()
    await store.commit(generationOf([entryOf({ version: { tags: ['old'], body: bodyOf('old') } })]))
    await store.commit(
      generationOf([entryOf({ version: { tags: ['new'], body: bodyOf('new') } })], { stamp: 1, endedAtMs: T0 + 1 }),
    )
    await pin(idOf(), 0)
    const seq = await journal.append(purgeOf({ mode: 'delete', selectors: [{ kind: 'tag', tag: 'old' }] }))
    expect((await store.read(idOf(), [])).cover).toMatchObject({ deletedSeq: seq, deletedBy: 'tag' })
    const next = await journal.append(purgeOf({ selectors: [{ kind: 'tag', tag: 'new' }] }))
    expect((await store.read(idOf(), [])).cover).toMatchObject({ invalidatedSeq: next })
  })
}
