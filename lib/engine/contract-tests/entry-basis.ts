import { expect, test } from 'vitest'
import { entryOf, generationOf, idOf, purgeOf } from '@/lib/engine/contract-tests/builders'
import type { OpenedEntryStore } from '@/lib/engine/contract-tests/entry-covers'
import type { Journal } from '@/lib/engine/ports'
import { type Basis, RefusedBasis } from '@/lib/engine/purges/journal'

/** Puts the journal back to `seq`, as where an earlier state of a database is restored. */
export type PutBack = (seq: number, as: 'same epoch' | 'another epoch') => Promise<void>

export async function basisOf(journal: Pick<Journal, 'readAfter'>): Promise<Basis> {
  const { epoch, seq } = await journal.readAfter(Number.MAX_SAFE_INTEGER)
  return { epoch, seq }
}

/** A store takes nothing that was made by the numbers of another database. */
export function refusesOtherBases(open: () => Promise<OpenedEntryStore>): void {
  test('what was made by the numbers of this database is stored, also where it is further on by now', async () => {
    const { store, journal } = await open()
    await journal.append(purgeOf())
    const basis = await basisOf(journal)
    await journal.append(purgeOf())
    expect((await store.commit(generationOf([entryOf()], { stamp: 1 }), basis)).kind).toBe('stored')
  })

  test('of a database that was put back nothing of before is stored, though as many rows were appended since', async () => {
    const { store, journal, putBack } = await open()
    for (let n = 0; n < 3; n += 1) await journal.append(purgeOf())
    const basis = await basisOf(journal)
    await putBack(1, 'another epoch')
    for (let n = 0; n < 3; n += 1) await journal.append(purgeOf())
    await expect(store.commit(generationOf([entryOf()], { stamp: 3 }), basis)).rejects.toThrow(RefusedBasis)
    const { entry, seq } = await store.read(idOf(), [])
    expect([entry, seq]).toEqual([undefined, 4])
    expect(await store.storedOutputs(idOf().groupKey)).toEqual([])
  })

  test('numbers that were not given yet are those of another database, whatever it says', async () => {
    const { store, journal, putBack } = await open()
    for (let n = 0; n < 3; n += 1) await journal.append(purgeOf())
    const basis = await basisOf(journal)
    await putBack(1, 'same epoch')
    await expect(store.commit(generationOf([entryOf()], { stamp: 3 }), basis)).rejects.toThrow(RefusedBasis)
    expect((await store.read(idOf(), [])).entry).toBeUndefined()
  })

  test('what is refused leaves what is stored as it was', async () => {
    const { store, journal, putBack } = await open()
    const basis = await basisOf(journal)
    await store.commit(generationOf([entryOf()]), basis)
    const before = await store.read(idOf(), [])
    await putBack(0, 'another epoch')
    const newer = generationOf([entryOf({ generatedAtMs: before.seq + 2e12, version: { status: 404 } })])
    await expect(store.commit(newer, basis)).rejects.toThrow(RefusedBasis)
    expect(await store.read(idOf(), [])).toEqual(before)
    expect((await store.commit(newer, await basisOf(journal))).kind).toBe('stored')
  })
}
