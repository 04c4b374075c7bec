import { expect, test } from 'vitest'
import { NO_DURATIONS } from '@/lib/engine/metering/call-durations'
import { Meter } from '@/lib/engine/metering/tally'

const place = { projectId: 'prj', deploymentId: 'dpl', domain: 'shop.test', route: '/[slug]' }
const REQUEST = { method: 'GET', target: '/a', rawHeaders: [] }
const HIT = { outcome: { status: 'HIT', reason: null } as const, status: 200, headers: [], body: new Uint8Array(1) }
const HOUR = 3_600_000

const visit = (meter: Meter, path: string) => meter.served(meter.tally({ ...place, path }), REQUEST, HIT)
const counts = (meter: Meter, nowMs = 0) => meter.drain(nowMs).tallies.map(({ path, hit }) => `${path} ${hit}`)

test('made-up paths beyond the limit of an hour are counted together, and none is lost', () => {
  const meter = new Meter({ ofProject: 2, ofAll: 2 })
  for (const path of ['/a', '/b', '/c', '/d', '/a']) visit(meter, path)
  expect(counts(meter)).toEqual(['/a 2', '/b 1', '(other paths) 2'])
})

test('draining does not make room within the hour; a new hour does', () => {
  const meter = new Meter({ ofProject: 2, ofAll: 2 })
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
  meter.served(meter.tally({ ...place, path: '/a' }), REQUEST, { ...HIT, status: 502 })
  const a = { ...place, path: '/a' }
  meter.started(a, 'cold')
  meter.invoked(a, { cause: 'cold', hasFailed: false })
  meter.invoked(a, { cause: 'cold', hasFailed: true })
  meter.spent(a, 'cold', { durationMs: 5, cpuUs: 300, memoryMbMs: 1 })
  meter.spent(a, 'cold', { durationMs: 7, cpuUs: 400, memoryMbMs: 2 })
  const { tallies, invocations } = meter.drain(0)
  const cost = { durationMs: 12, cpuUs: 700, memoryMbMs: 3 }
  expect(tallies).toMatchObject([
    { hit: 1, errors: 1, bytesIn: 'GET /a HTTP/1.1\r\n\r\n'.length, bytesOut: 1, invocations: 2, ...cost },
  ])
  const calls = { invocations: 2, failures: 1, coldStarts: 1, ...NO_DURATIONS, within5: 1, within10: 1 }
  expect(invocations).toEqual([{ ...place, cause: 'cold', ...calls, ...cost }])
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

test('made-up paths of a whole hour do not take the names of those that were asked for most in the hour before', () => {
  const meter = new Meter({ ofProject: 4, ofAll: 100 })
  for (const path of ['/top', '/top', '/top', '/good', '/good', '/once']) visit(meter, path)
  meter.drain(0)
  meter.drain(HOUR)
  for (let made = 0; made < 50; made++) visit(meter, `/made-up/${made}`)
  for (const path of ['/good', '/top', '/once']) visit(meter, path)
  expect(counts(meter, HOUR)).toEqual(['/made-up/0 1', '/made-up/1 1', '(other paths) 49', '/good 1', '/top 1'])
})

test('made-up paths of one project take no names of another, and are counted for the route that answered them', () => {
  const meter = new Meter({ ofProject: 2, ofAll: 100 })
  const served = (parts: Partial<typeof place> & { readonly path: string }) =>
    meter.served(meter.tally({ ...place, ...parts }), REQUEST, HIT)
  for (let made = 0; made < 5; made++) served({ path: `/${made}`, route: made % 2 === 0 ? '/[slug]' : '/[other]' })
  served({ projectId: 'prj_2', path: '/page' })
  const tallies = meter
    .drain(0)
    .tallies.map(({ projectId, path, route, hit }) => `${projectId} ${path} ${route} ${hit}`)
  expect(tallies).toEqual([
    'prj /0 /[slug] 1',
    'prj /1 /[other] 1',
    'prj (other paths) /[slug] 2',
    'prj (other paths) /[other] 1',
    'prj_2 /page /[slug] 1',
  ])
})
