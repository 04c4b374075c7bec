import { expect, test } from 'vitest'
import { Chance } from '@/lib/engine/contract-tests/chance'
import type { Cover } from '@/lib/engine/entry'
import { coverOfMark, deletionOf, newestCover } from '@/lib/engine/purges/cover'
import { deadlinesOf, MAX_DEADLINES, type Mark, NO_MARK, type NumberedPurge, raise } from '@/lib/engine/purges/mark'

/** What every purge ever made says of a response: the rule itself, without any saving. */
function plainly(purges: readonly NumberedPurge[], stamp: number, nowMs: number): Verdict {
  const covering = purges.filter(({ seq }) => seq > stamp)
  const isDue = ({ mode, deleteAtMs }: NumberedPurge) =>
    mode === 'delete' && (deleteAtMs === null || deleteAtMs <= nowMs)
  if (covering.some(isDue)) return 'deleted'
  return covering.length > 0 ? 'stale' : 'fresh'
}

type Verdict = 'deleted' | 'stale' | 'fresh'

function byCover(cover: Cover, stamp: number, nowMs: number): Verdict {
  if (deletionOf(cover, stamp, nowMs) !== undefined) return 'deleted'
  return cover.invalidatedSeq > stamp ? 'stale' : 'fresh'
}

/** Purges of two selectors, most with one deadline as a site would have it, told at a time that goes on. */
function play(chance: Chance, { count, deadlineMs, odd }: { count: number; deadlineMs: number; odd: number }) {
  const purges: NumberedPurge[] = []
  const marks: [Mark, Mark] = [NO_MARK, NO_MARK]
  let nowMs = 0
  for (let seq = 1; seq <= count; seq += 1) {
    nowMs += chance.below(4)
    const kind = chance.next()
    const afterMs = chance.next() < odd ? 1 + chance.below(deadlineMs) : deadlineMs
    const deleteAtMs = kind < 0.7 ? nowMs + afterMs : null
    const purge = {
      seq,
      mode: deleteAtMs !== null || kind > 1 - odd / 3 ? 'delete' : 'invalidate',
      deleteAtMs,
    } as const
    purges.push(purge)
    const at = chance.next() < 0.5 ? 0 : 1
    marks[at] = raise(marks[at], purge, nowMs)
  }
  return { purges, marks, nowMs }
}

test('a mark judges as all purges together would, at every instant to come, however their deadlines overlap', () => {
  let compared = 0
  const seen = new Set<Verdict>()
  for (let seed = 1; seed <= 400; seed += 1) {
    const { purges, marks, nowMs } = play(new Chance(seed), { count: 1 + (seed % 14), deadlineMs: 12, odd: 0.4 })
    const cover = newestCover([coverOfMark(marks[0], 'path'), coverOfMark(marks[1], 'tag')])
    for (let stamp = 0; stamp <= purges.length; stamp += 1) {
      for (let later = nowMs; later <= nowMs + 14; later += 1) {
        const said = byCover(cover, stamp, later)
        expect([seed, stamp, later, said]).toEqual([seed, stamp, later, plainly(purges, stamp, later)])
        seen.add(said)
        compared += 1
      }
    }
  }
  expect(compared).toBeGreaterThan(40_000)
  expect(seen).toEqual(new Set(['deleted', 'stale', 'fresh']))
})

test('a mark keeps so many deadlines and no more: what it cannot keep apart goes early, never late', () => {
  let early = 0
  for (let seed = 1; seed <= 40; seed += 1) {
    const { purges, marks, nowMs } = play(new Chance(seed), { count: 300, deadlineMs: 600, odd: 0.01 })
    for (const mark of marks) expect(mark.deadlines.length).toBeLessThanOrEqual(MAX_DEADLINES)
    const cover = newestCover(marks.map((mark) => coverOfMark(mark, 'path')))
    for (let stamp = 0; stamp <= 300; stamp += 7) {
      for (let later = nowMs; later <= nowMs + 620; later += 9) {
        const [said, plain] = [byCover(cover, stamp, later), plainly(purges, stamp, later)]
        if (said === plain) continue
        expect([said, plain]).toEqual(['deleted', 'stale'])
        early += 1
      }
    }
  }
  expect(early).toBeGreaterThan(0)
})

test('a newer purge that is due earlier takes the place of an older one; one that is due later does not', () => {
  const ofDeadlines = (...instants: number[]) =>
    instants.reduce((mark, deleteAtMs, at) => raise(mark, { seq: at + 1, mode: 'delete', deleteAtMs }, 0), NO_MARK)
  expect(ofDeadlines(30, 60).deadlines).toEqual([
    { seq: 1, atMs: 30 },
    { seq: 2, atMs: 60 },
  ])
  expect(ofDeadlines(60, 30).deadlines).toEqual([{ seq: 2, atMs: 30 }])
  expect(raise(ofDeadlines(30, 60), { seq: 3, mode: 'delete', deleteAtMs: null }, 0).deadlines).toEqual([])
})

test('what has passed is a deletion like any other, and takes no room', () => {
  const mark = raise(NO_MARK, { seq: 1, mode: 'delete', deleteAtMs: 30 }, 0)
  const next = raise(mark, { seq: 2, mode: 'invalidate', deleteAtMs: null }, 30)
  expect(next).toEqual({ invalidatedSeq: 2, deletedSeq: 1, deadlines: [] })
})

test.each([null, {}, [1], [{ seq: '1', atMs: 2 }], [[{ seq: 1 }]]])('%j is not taken for deadlines', (stored) => {
  expect(() => deadlinesOf(stored)).toThrow('cannot be read')
})
