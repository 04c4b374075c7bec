import { expect, test } from 'vitest'
import { RecentOutput } from '@/lib/adapters/functions/recent-output'

test('what was printed since a call began is told, and no more than the last 50 lines, each cut off', () => {
  const output = new RecentOutput()
  output.add('before')
  const { count } = output
  expect(output.since(count)).toEqual([])
  output.add('during')
  expect(output.since(count)).toEqual(['during'])
  for (let n = 0; n < 200; n++) output.add(String(n).repeat(1_000))
  const told = output.since(count)
  expect([told.length, told.at(-1)?.length, told.at(-1)?.slice(0, 3)]).toEqual([50, 500, '199'])
})
