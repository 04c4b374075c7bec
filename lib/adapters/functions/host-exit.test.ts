import { expect, test } from 'vitest'
import { type HostExit, isOrderly } from '@/lib/adapters/functions/host-exit'

test.each<[HostExit['reason'], boolean]>([
  ['idle', true],
  ['evicted', true],
  ['outdated', true],
  ['stopped', true],
  ['timeout', false],
  ['memory', false],
  ['meddled', false],
  ['start_failed', false],
  ['crashed', false],
])('an end because of %s is orderly: %s', (reason, orderly) => {
  expect(isOrderly({ reason })).toBe(orderly)
})
