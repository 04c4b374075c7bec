import { expect, test } from 'vitest'
import { entryLabel, intervalSeconds } from '@/components/versions/entry-text'

test('entries of one variant are told apart by the query in their key', () => {
  expect([entryLabel({ variant: 'html', query: '' }), entryLabel({ variant: 'html', query: 'q=kettle' })]).toEqual([
    'html',
    'html · ?q=kettle',
  ])
})

test('the interval is the time from generation to staleness; none is until purged', () => {
  const generatedAt = '2026-11-20T12:00:00.000Z'
  expect([
    intervalSeconds({ generatedAt, staleAt: '2026-11-20T12:01:00.000Z' }),
    intervalSeconds({ generatedAt, staleAt: null }),
  ]).toEqual([60, null])
})
