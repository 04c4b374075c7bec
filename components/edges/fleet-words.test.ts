import { expect, test } from 'vitest'
import { fleetWords, lagOf } from '@/components/edges/fleet-words'
import type { Edge } from '@/lib/contract/edges'

const edge = (state: Edge['state'], secondsAgo: number): Edge => ({
  id: `edg_${state}_${secondsAgo}`,
  region: 'eu',
  state,
  since: null,
  appliedSeq: 4,
  lag: 0,
  version: null,
  memoryBytes: null,
  startedAt: '2026-11-27T00:00:00Z',
  heartbeatAt: new Date(Date.UTC(2026, 10, 27, 12) - secondsAgo * 1_000).toISOString(),
})

test('edges that stopped or are gone for good are not counted, those that fell silent lately are', () => {
  expect(fleetWords([edge('in_step', 0), edge('in_step', 1), edge('out_of_touch', 300)])).toBe('2 of 3 in step')
  expect(fleetWords([edge('in_step', 0), edge('out_of_touch', 11_000), edge('stopped', 2)])).toBe('1 of 1 in step')
  expect(fleetWords([edge('stopped', 2)])).toBe('none runs')
})

test('an edge that stopped or is gone for good has no lag, however far the journal went on', () => {
  const edges = [
    edge('in_step', 0),
    { ...edge('behind', 1), lag: 3 },
    { ...edge('out_of_touch', 300), lag: 7 },
    { ...edge('out_of_touch', 11_000), lag: 90 },
    { ...edge('stopped', 2), lag: 40 },
  ]
  expect(edges.map((each) => lagOf(each, edges))).toEqual([0, 3, 7, null, null])
})
