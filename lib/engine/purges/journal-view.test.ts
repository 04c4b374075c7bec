import { expect, test } from 'vitest'
import { idOf } from '@/lib/engine/contract-tests/builders'
import type { JournalRow } from '@/lib/engine/purges/journal'
import { JournalView } from '@/lib/engine/purges/journal-view'

const place = idOf()
const purge = (seq: number, path = place.path): JournalRow => ({
  seq,
  kind: 'purge',
  mode: 'invalidate',
  deleteAtMs: null,
  scope: { projectId: place.projectId, environment: null, domain: null, deploymentId: null },
  selectors: [{ kind: 'path', path }],
})
const read = (seq: number, rows: readonly JournalRow[], epoch = 'one') => ({ epoch, seq, rows, nowMs: 0, news: [] })

test('purges before the first read are for the ISR cache to know', () => {
  const view = new JournalView()
  view.apply(read(7, []), 0)
  expect(view.seq).toBe(7)
  expect(view.coverSince(6, place, [])).toBeUndefined()
  expect(view.coverSince(7, place, [])?.invalidatedSeq).toBe(0)
})

test('a row that is read twice is applied once, and its order kept', () => {
  const view = new JournalView()
  view.apply(read(0, []), 0)
  view.apply(read(2, [purge(1), purge(2)]), 0)
  const { rows } = view.apply(read(3, [purge(2), purge(3)]), 0)
  expect(rows.map(({ seq }) => seq)).toEqual([3])
  expect(view.coverSince(0, place, [])?.invalidatedSeq).toBe(3)
})

test.each([
  ['another epoch', read(5, [], 'two')],
  ['a lower number', read(4, [])],
] as const)('%s means another database: nothing remembered holds', (_title, next) => {
  const view = new JournalView()
  view.apply(read(5, []), 0)
  expect(view.apply(next, 0).isReset).toBe(true)
  expect(view.seq).toBe(next.seq)
  expect(view.coverSince(3, place, [])).toBeUndefined()
})

test('a basis that the database refused: whatever it stands at by the next read, nothing remembered holds', () => {
  const view = new JournalView()
  view.apply(read(5, []), 0)
  const { basis } = view
  view.doubt(basis)
  expect(view.confirmedUntilMs).toBe(Number.NEGATIVE_INFINITY)
  expect(view.apply(read(9, [purge(6)]), 0).isReset).toBe(true)
  expect(view.holds(basis)).toBe(false)
  // Whoever is refused later learned nothing new.
  view.doubt(basis)
  expect(view.apply(read(9, []), 0).isReset).toBe(false)
})

test('is in control for two seconds from the beginning of a read', () => {
  const view = new JournalView()
  view.apply(read(1, []), 10_000)
  expect(view.confirmedUntilMs).toBe(12_000)
})
