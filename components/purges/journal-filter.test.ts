import { expect, test } from 'vitest'
import { isJournalNarrowed, journalCommands, parseJournalFilter } from '@/components/purges/journal-filter'

test('the address is the state of the journal, and what it does not understand is passed over', () => {
  const params = { actor: 'token:cms', kind: 'delete', q: '/blog', before: '42', other: 'x' }
  const filter = parseJournalFilter('shop', params)
  expect(filter).toEqual({ project: 'shop', limit: 100, actor: 'token:cms', kind: 'delete', q: '/blog', before: 42 })
  expect(isJournalNarrowed(filter)).toBe(true)
  const none = parseJournalFilter('shop', { kind: 'flush', before: '-1', q: ['a', 'b'] })
  expect(none).toEqual({ project: 'shop', limit: 100 })
  expect(isJournalNarrowed(none)).toBe(false)
})

test('the command says the same list and can be pasted', () => {
  const filter = parseJournalFilter('shop', { actor: 'token:my cms', kind: 'pin', q: 'a b', before: '7' })
  expect(journalCommands(filter)[0]?.text).toBe(
    "npx freshet journal --project shop --limit 100 --actor 'token:my cms' --kind pin --search 'a b' --before 7",
  )
})
