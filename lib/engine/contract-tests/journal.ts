import { describe, expect, test } from 'vitest'
import { purgeOf, T0 } from '@/lib/engine/contract-tests/builders'
import type { Journal } from '@/lib/engine/ports'
import type { EdgeNews } from '@/lib/engine/purges/journal'

/** `other` reads by a connection of its own. The fleet has the edges `edg_1` and `edg_2`. */
type Opened = { readonly journal: Journal; readonly other: Journal; forgetAnnouncements(): Promise<void> | void }

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

    announcementsAreHeard(open)
  })
}

function announcementsAreHeard(open: () => Promise<Opened>): void {
  const heardOf = (one: number, two: number) =>
    new Map([
      ['edg_1', one],
      ['edg_2', two],
    ])
  const batch = (n: number, ...keys: string[]) => ({ n, keys })

  test('who has heard nobody is told where each edge stands, and nothing of before', async () => {
    const { journal, other } = await open()
    await journal.announce('edg_1', batch(1, 'a'))
    await journal.announce('edg_1', batch(2, 'b'))
    const { news } = await other.readAfter(0)
    expect(news.filter(({ n }) => n > 0)).toEqual([{ edgeId: 'edg_1', n: 2, announcements: [] }])
  })

  test('announcements come as they were made, each after what was heard of its edge, in order', async () => {
    const { journal, other } = await open()
    const odd = batch(2, 'a,b{}"\\ü🦊', '')
    await journal.announce('edg_1', batch(1, 'a'))
    await other.announce('edg_2', batch(1, 'c'))
    await journal.announce('edg_1', odd)
    await journal.announce('edg_1', batch(3, 'd'))
    expect((await other.readAfter(0, heardOf(1, 0))).news.toSorted(byEdge)).toEqual([
      { edgeId: 'edg_1', n: 3, announcements: [odd, batch(3, 'd')] },
      { edgeId: 'edg_2', n: 1, announcements: [batch(1, 'c')] },
    ])
    expect((await other.readAfter(0, heardOf(3, 1))).news).toEqual([])
  })

  test('an edge that was never heard is heard from its first announcement', async () => {
    const { journal, other } = await open()
    await journal.announce('edg_1', batch(1, 'a'))
    const { news } = await other.readAfter(0, new Map())
    expect(news).toEqual([{ edgeId: 'edg_1', n: 1, announcements: [batch(1, 'a')] }])
  })

  test('they come with the rows of the journal, however many those are', async () => {
    const { journal, other } = await open()
    await journal.announce('edg_1', batch(1, 'a'))
    for (let count = 0; count < 3; count++) await journal.append(purgeOf())
    const read = await other.readAfter(1, new Map())
    expect([read.rows.map(({ seq }) => seq), read.news.length]).toEqual([[2, 3], 1])
  })

  test('one that is made twice counts once', async () => {
    const { journal, other } = await open()
    for (let count = 0; count < 2; count++) await journal.announce('edg_1', batch(1, 'a'))
    expect((await other.readAfter(0, new Map())).news).toEqual([
      { edgeId: 'edg_1', n: 1, announcements: [batch(1, 'a')] },
    ])
  })

  test('one that is kept no longer still counts, so that whoever missed it knows', async () => {
    const { journal, other, forgetAnnouncements } = await open()
    await journal.announce('edg_1', batch(1, 'a'))
    await forgetAnnouncements()
    await journal.announce('edg_1', batch(2, 'b'))
    expect((await other.readAfter(0, new Map())).news).toEqual([
      { edgeId: 'edg_1', n: 2, announcements: [batch(2, 'b')] },
    ])
  })
}

function byEdge(one: EdgeNews, other: EdgeNews): number {
  return one.edgeId < other.edgeId ? -1 : 1
}
