import { expect, test } from 'vitest'
import { entryOf } from '@/lib/engine/contract-tests/builders'
import { type Cover, type Entry, NO_COVER } from '@/lib/engine/entry'
import { judge } from '@/lib/engine/steps/judge'

const T0 = 1_000_000
const entryAt = (more: Partial<Entry> = {}): Entry => ({
  ...entryOf(),
  stamp: 5,
  generatedAtMs: T0,
  staleAtMs: T0 + 60_000,
  expiresAtMs: T0 + 120_000,
  retryAtMs: null,
  ...more,
})
const cover = (more: Partial<Cover>): Cover => ({ ...NO_COVER, ...more })

/** Of a purge by tag with a deadline half a minute on. */
const dated = ({ seq }: { seq: number }) =>
  cover({ invalidatedSeq: seq, invalidatedBy: 'tag', deadlines: [{ seq, atMs: T0 + 30_000, by: 'tag' }] })

const said = (entry: Entry | undefined, by: Cover, nowMs: number) => {
  const verdict = judge(entry, by, nowMs)
  if (verdict.kind === 'fresh') return 'fresh'
  if (verdict.kind === 'unusable') return `unusable ${verdict.reason}`
  return `${verdict.reason}${verdict.isDue ? '' : ', not due'}`
}

test.each([
  ['nothing stored cannot be served', undefined, NO_COVER, T0, 'unusable absent'],
  ['a millisecond before its interval ends it is fresh', entryAt(), NO_COVER, T0 + 59_999, 'fresh'],
  ['at that very instant it is stale', entryAt(), NO_COVER, T0 + 60_000, 'stale_time'],
  ['without an interval it stays fresh', entryAt({ staleAtMs: null, expiresAtMs: null }), NO_COVER, T0 * 9, 'fresh'],
  ['a millisecond before it expires it may be shown stale', entryAt(), NO_COVER, T0 + 119_999, 'stale_time'],
  ['expired it may not', entryAt(), NO_COVER, T0 + 120_000, 'unusable expired'],
  [
    'a purge that its render had seen does not touch it',
    entryAt(),
    cover({ invalidatedSeq: 5, deletedSeq: 5 }),
    T0,
    'fresh',
  ],
  ['a later one by path makes it stale', entryAt(), cover({ invalidatedSeq: 6 }), T0, 'stale_path'],
  ['a later one by tag says so', entryAt(), cover({ invalidatedSeq: 6, invalidatedBy: 'tag' }), T0, 'stale_tag'],
  ['a later deletion takes it away', entryAt(), cover({ deletedSeq: 6 }), T0, 'unusable path_deleted'],
  ['also by tag', entryAt(), cover({ deletedSeq: 6, deletedBy: 'tag' }), T0, 'unusable tag_deleted'],
  [
    'deletion counts before invalidation',
    entryAt(),
    cover({ deletedSeq: 6, invalidatedSeq: 7 }),
    T0,
    'unusable path_deleted',
  ],
  ['with a deadline to come it is stale', entryAt(), dated({ seq: 6 }), T0 + 29_999, 'stale_tag'],
  ['at that very instant it is gone', entryAt(), dated({ seq: 6 }), T0 + 30_000, 'unusable tag_deleted'],
  ['unless it was made anew since', entryAt({ stamp: 6 }), dated({ seq: 6 }), T0 + 30_000, 'fresh'],
  [
    'after a failure it is stale for that reason, and waits',
    entryAt({ retryAtMs: T0 + 70_000 }),
    NO_COVER,
    T0 + 69_999,
    'stale_error, not due',
  ],
  ['until the retry is due', entryAt({ retryAtMs: T0 + 70_000 }), NO_COVER, T0 + 70_000, 'stale_error'],
  ['a failure does not make a fresh page stale', entryAt({ retryAtMs: T0 + 70_000 }), NO_COVER, T0, 'fresh'],
] as const)('%s', (_title, entry, by, nowMs, expected) => {
  expect(said(entry, by, nowMs)).toBe(expected)
})
