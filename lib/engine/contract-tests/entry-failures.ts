import { expect, test } from 'vitest'
import { entryOf, generationOf, idOf, pairOf, T0 } from '@/lib/engine/contract-tests/builders'
import type { OpenedEntryStore } from '@/lib/engine/contract-tests/entry-covers'

/** What a store tells of regenerations that failed. */
export function remembersFailures(open: () => Promise<OpenedEntryStore>): void {
  const failed = (stamp: number) => ({
    id: idOf(),
    stamp,
    begunAtMs: T0 - 40,
    failedAtMs: T0,
    retryAtMs: T0 + 30_000,
    cause: 'time' as const,
    status: 500,
    message: 'The function answered 500.',
    invocationId: `inv_${stamp}`,
  })

  test('a failed regeneration keeps the entry and sets the next try, for every member of its group', async () => {
    const { store } = await open()
    const [html, rsc] = pairOf('one')
    await store.commit(generationOf([html, rsc], { stamp: 3 }))
    await store.recordFailure(failed(3))
    for (const { id } of [html, rsc]) {
      const stored = await store.read(id, [])
      expect(stored.retryAtMs).toBe(T0 + 30_000)
      expect(stored.entry).toMatchObject({ retryAtMs: T0 + 30_000, stamp: 3 })
    }
    expect((await store.read(idOf({ path: '/b' }), [])).retryAtMs).toBeNull()
  })

  test('a failure is remembered although nothing is stored yet', async () => {
    const { store } = await open()
    await store.recordFailure(failed(8))
    expect(await store.read(idOf(), [])).toMatchObject({ entry: undefined, retryAtMs: T0 + 30_000 })
  })

  test('a success clears the failure, whether it changes anything or not', async () => {
    const { store } = await open()
    await store.recordFailure(failed(8))
    for (const kind of ['stored', 'renewed']) {
      expect((await store.commit(generationOf([entryOf()], { stamp: 8 }))).kind).toBe(kind)
      expect(await store.read(idOf(), [])).toMatchObject({ retryAtMs: null, entry: { retryAtMs: null } })
      await store.recordFailure(failed(8))
    }
  })

  test('a failure of a render that began before the stored one did counts for nothing', async () => {
    const { store } = await open()
    await store.commit(generationOf([entryOf()], { stamp: 9 }))
    await store.recordFailure(failed(8))
    expect((await store.read(idOf(), [])).retryAtMs).toBeNull()
  })
}
