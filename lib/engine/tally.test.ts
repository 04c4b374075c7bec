import { expect, test } from 'vitest'
import { Meter } from '@/lib/engine/tally'

const place = { projectId: 'prj', deploymentId: 'dpl', domain: 'shop.test', route: '/[slug]' }
const HIT = { outcome: { status: 'HIT', reason: null }, status: 200, bytes: 1 } as const
const HOUR = 3_600_000

const visit = (meter: Meter, path: string) => meter.served(meter.tally({ ...place, path }), HIT)
const counts = (meter: Meter, nowMs = 0) => meter.drain(nowMs).tallies.map(({ path, hit }) => `${path} ${hit}`)

test('made-up paths beyond the limit of an hour are counted together, and none is lost', () => {
  const meter = new Meter(2)
  for (const path of ['/a', '/b', '/c', '/d', '/a']) visit(meter, path)
  expect(counts(meter)).toEqual(['/a 2', '/b 1', '(other paths) 2'])
})

test('draining does not make room within the hour; a new hour does', () => {
  const meter = new Meter(2)
  visit(meter, '/a')
  visit(meter, '/b')
  meter.drain(0)
  visit(meter, '/c')
  visit(meter, '/a')
  expect(counts(meter, HOUR)).toEqual(['(other paths) 1', '/a 1'])
  visit(meter, '/c')
  expect(counts(meter, HOUR)).toEqual(['/c 1'])
})

test('errors and invocations are summed by what they are', () => {
  const meter = new Meter()
  meter.served(meter.tally({ ...place, path: '/a' }), { ...HIT, status: 502 })
  const call = { projectId: 'prj', deploymentId: 'dpl', route: '/[slug]', cause: 'cold' } as const
  meter.invoked({ ...call, durationMs: 5, hasFailed: false })
  meter.invoked({ ...call, durationMs: 7, hasFailed: true })
  const { tallies, invocations } = meter.drain(0)
  expect(tallies[0]).toMatchObject({ hit: 1, errors: 1, bytesOut: 1 })
  expect(invocations).toEqual([{ ...call, invocations: 2, failures: 1, durationMs: 12 }])
})

test('a path longer than a page’s is counted with the others', () => {
  const meter = new Meter()
  visit(meter, `/${'a'.repeat(2_047)}`)
  visit(meter, `/${'a'.repeat(2_048)}`)
  visit(meter, `/${'\u65e5'.repeat(700)}`)
  expect(meter.drain(0).tallies.map(({ path, hit }) => [path.length, hit])).toEqual([
    [2_048, 1],
    ['(other paths)'.length, 2],
  ])
})
