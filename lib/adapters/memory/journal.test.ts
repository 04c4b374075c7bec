import { expect, test } from 'vitest'
import { createMemoryJournal } from '@/lib/adapters/memory/journal'
import { createManualClock } from '@/lib/adapters/memory/manual-clock'
import { purgeOf } from '@/lib/engine/contract-tests/builders'
import { testJournal } from '@/lib/engine/contract-tests/journal'

testJournal('memory', async () => {
  const journal = createMemoryJournal(createManualClock(0))
  return { journal, other: journal, forgetAnnouncements: journal.forgetAnnouncements }
})

test('announcements take their place among the purges, and reads carry the time of the clock', async () => {
  const clock = createManualClock(1_000)
  const journal = createMemoryJournal(clock)
  await journal.append(purgeOf())
  expect(journal.note({ kind: 'domain', domain: 'a.test' })).toBe(2)
  clock.advance(5)
  expect(await journal.readAfter(1)).toEqual({
    epoch: '',
    news: [],
    seq: 2,
    rows: [{ seq: 2, kind: 'domain', domain: 'a.test' }],
    nowMs: 1_005,
  })
})
