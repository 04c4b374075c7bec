import { describe, expect, test } from 'vitest'
import { purgeOf, T0 } from '@/lib/engine/contract-tests/builders'
import type { Journal } from '@/lib/engine/ports'

/** `other` reads by a connection of its own. */
type Opened = { readonly journal: Journal; readonly other: Journal }

/** Every Journal must pass this. */
export function testJournal(name: string, open: () => Promise<Opened>): void {
  describe(`Journal: ${name}`, () => {
    test('an empty one reads as number 0 without rows', async () => {
      const { journal } = await open()
      expect(await journal.readAfter(0)).toMatchObject({ seq: 0, rows: [] })
    })

    test('a purge comes back as it was appended, under its number', async () => {
      const { journal } = await open()
      const scope = { projectId: 'prj_1', environment: 'preview', domain: 'a.test', deploymentId: 'dpl_1' } as const
      const selectors = [{ kind: 'path', path: '/a"\\ü' }, { kind: 'tag', tag: 'x,{}' }, { kind: 'all' }] as const
      const seq = await journal.append(purgeOf({ mode: 'delete', scope, selectors }))
      const late = await journal.append(purgeOf({ mode: 'delete', deleteAtMs: T0, scope, selectors }))
      const { rows } = await journal.readAfter(0)
      const purge = { kind: 'purge', mode: 'delete', scope, selectors }
      expect(rows).toEqual([
        { ...purge, seq, deleteAtMs: null },
        { ...purge, seq: late, deleteAtMs: T0 },
      ])
    })

    test('an append that resolved is seen by every reader from then on', async () => {
      const { journal, other } = await open()
      for (const expected of [1, 2, 3]) {
        const seq = await journal.append(purgeOf())
        expect(seq).toBe(expected)
        const read = await other.readAfter(seq - 1)
        expect(read.seq).toBe(seq)
        expect(read.rows.map((row) => row.seq)).toEqual([seq])
      }
    })

    test('fifty appends at once get fifty numbers in a row, and none is given twice', async () => {
      const { journal, other } = await open()
      const appended = await Promise.all(
        Array.from({ length: 50 }, (_, n) => (n % 2 === 0 ? journal : other).append(purgeOf())),
      )
      const inOrder = Array.from({ length: 50 }, (_, n) => n + 1)
      expect(appended.toSorted((one, two) => one - two)).toEqual(inOrder)
      const { seq, rows } = await journal.readAfter(0)
      expect(seq).toBe(50)
      expect(rows.map((row) => row.seq)).toEqual(inOrder)
    })

    test('a reader that follows while others append misses no row and sees none twice', async () => {
      const { journal, other } = await open()
      let pending = 30
      const appends = Promise.all(Array.from({ length: 30 }, () => journal.append(purgeOf()).finally(() => pending--)))
      const seen: number[] = []
      let cursor = 0
      while (pending > 0 || cursor < 30) {
        const read = await other.readAfter(cursor)
        seen.push(...read.rows.map((row) => row.seq))
        expect(read.rows).toHaveLength(read.seq - cursor)
        cursor = read.seq
      }
      await appends
      expect(seen).toEqual(Array.from({ length: 30 }, (_, n) => n + 1))
    })

    test('reading after a number beyond the newest gives no rows and the newest number', async () => {
      const { journal } = await open()
      await journal.append(purgeOf())
      expect(await journal.readAfter(Number.MAX_SAFE_INTEGER)).toMatchObject({ seq: 1, rows: [] })
    })

    test('all readers are told the same epoch', async () => {
      const { journal, other } = await open()
      expect((await journal.readAfter(0)).epoch).toBe((await other.readAfter(0)).epoch)
    })
  })
}
