import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import type { Served } from '@/lib/adapters/http/edge-server'
import { createManualClock } from '@/lib/adapters/memory/manual-clock'
import { streamLive } from '@/lib/edge/live/live-stream'
import { bothHear, LiveTail, MAX_READERS } from '@/lib/edge/live/live-tail'
import type { Outcome } from '@/lib/engine/outcome'

const HIT: Outcome = { status: 'HIT', reason: null }
const MISS: Outcome = { status: 'MISS', reason: 'cold' }

function served(path: string, outcome: Outcome, projectId = 'prj_1'): Served {
  const place = { projectId, deploymentId: 'dpl_1', domain: 'shop.test', path, route: path }
  return {
    request: {
      method: 'GET',
      host: 'shop.test',
      authority: 'shop.test',
      target: path,
      rawHeaders: [],
      protocol: 'http',
      clientIp: '192.0.2.1',
      body: null,
    },
    response: { status: 200, headers: [], body: null, outcome, place },
    bytes: 1,
    durationMs: 1,
  }
}

function openTail() {
  const clock = createManualClock(1_000)
  return { clock, tail: new LiveTail({ edgeId: 'edg_1', nowMs: clock.nowMs }) }
}
const filter = { projectId: 'prj_1' }
const pathsOf = (requests: readonly { readonly path: string }[]) => requests.map(({ path }) => path)

test('nobody hears of hits but while somebody watches', () => {
  const { tail } = openTail()
  expect(tail.ofHits).toBeUndefined()
  const [one, other] = [tail.open(filter, undefined), tail.open(filter, undefined)]
  tail.ofHits?.(served('/hit', HIT))
  expect(pathsOf(one?.take().requests ?? [])).toEqual(['/hit'])
  one?.close()
  one?.close()
  expect(tail.ofHits).toBeDefined()
  other?.close()
  expect(tail.ofHits).toBeUndefined()
})

test('what is no hit is remembered always, and a hit where its project is watched', () => {
  const { tail } = openTail()
  tail.ofOthers(served('/miss', MISS))
  tail.ofOthers(served('/hit that nobody watched', HIT))
  const reader = tail.open(filter, undefined)
  tail.ofOthers(served('/hit', HIT))
  tail.ofOthers(served('/hit of another project', HIT, 'prj_2'))
  reader?.close()
  expect(pathsOf(tail.recent(filter, 10))).toEqual(['/miss', '/hit'])
  expect(pathsOf(tail.recent(filter, 1))).toEqual(['/hit'])
  expect(tail.recent({ projectId: 'prj_2' }, 10)).toEqual([])
})

test('a reader that comes back gets what is remembered since, and everything from then on', () => {
  const { clock, tail } = openTail()
  tail.ofOthers(served('/before', MISS))
  clock.advance(1_000)
  tail.ofOthers(served('/since', MISS))
  const reader = tail.open(filter, clock.nowMs())
  tail.ofOthers(served('/now', MISS))
  expect(pathsOf(reader?.take().requests ?? [])).toEqual(['/since', '/now'])
})

test('a slow reader misses the oldest, is told how many, and holds no more than its ring', () => {
  const { tail } = openTail()
  const reader = tail.open(filter, undefined)
  for (let n = 0; n < 1_234; n++) tail.ofHits?.(served(`/${n}`, HIT))
  const { requests, dropped } = reader?.take() ?? { requests: [], dropped: 0 }
  expect([requests.length, dropped, requests[0]?.path, requests.at(-1)?.path]).toEqual([500, 734, '/734', '/1233'])
  expect(reader?.take()).toEqual({ requests: [], dropped: 0 })
})

test('what a reader does not want does not push out what it does', () => {
  const { tail } = openTail()
  const reader = tail.open({ ...filter, path: '/wanted' }, undefined)
  tail.ofHits?.(served('/wanted', HIT))
  for (let n = 0; n < 1_000; n++) tail.ofHits?.(served(`/${n}`, HIT))
  expect(reader?.take()).toMatchObject({ requests: [{ path: '/wanted' }], dropped: 0 })
})

test('there are only so many readers, and none once the edge stops', () => {
  const { tail } = openTail()
  const readers = Array.from({ length: MAX_READERS }, () => tail.open(filter, undefined))
  expect(tail.open(filter, undefined)).toBeUndefined()
  readers[0]?.close()
  expect(tail.open(filter, undefined)).toBeDefined()
  readers[1]?.close()
  tail.stop()
  expect(tail.open(filter, undefined)).toBeUndefined()
})

test('projects that are remembered are bounded; one that is watched stays', () => {
  const { tail } = openTail()
  tail.open(filter, undefined)
  tail.ofOthers(served('/first', MISS))
  for (let n = 0; n < 150; n++) tail.ofOthers(served('/page', MISS, `prj_other_${n}`))
  expect(tail.recent({ projectId: 'prj_other_0' }, 10)).toEqual([])
  expect(tail.recent({ projectId: 'prj_other_149' }, 10)).toHaveLength(1)
  expect(pathsOf(tail.recent(filter, 10))).toEqual(['/first'])
})

test('an access log hears of every answer beside the tail', () => {
  const { tail } = openTail()
  const logged: Served[] = []
  const listeners = bothHear(tail, (one) => void logged.push(one))
  listeners.ofHits?.(served('/hit', HIT))
  listeners.ofOthers?.(served('/miss', MISS))
  expect(logged).toHaveLength(2)
  expect(bothHear(tail, undefined)).toBe(tail)
})

test('a reader that stops reading is cut off, and costs one batch meanwhile', async () => {
  const { tail } = openTail()
  let buffered = 0
  const server = createServer((_request, response) => {
    streamLive(tail, { filter }, response, { flushMs: 5, heartbeatMs: 1_000, stalledMs: 300 })
    setInterval(() => {
      buffered = Math.max(buffered, response.writableLength)
    }, 5).unref()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const address = server.address()
  const socket = connect(typeof address === 'object' ? (address?.port ?? 0) : 0, '127.0.0.1')
  socket.on('error', () => undefined)
  socket.write('GET /live HTTP/1.1\r\nhost: edge\r\n\r\n')
  await once(socket, 'data')
  socket.pause()
  const long = `/${'x'.repeat(2_000)}`
  // The kernel takes megabytes before anybody can tell that nobody reads.
  const load = setInterval(() => {
    for (let n = 0; n < 1_000; n++) tail.ofHits?.(served(long, HIT))
  }, 5)
  while (tail.ofHits !== undefined) await new Promise(setImmediate)
  clearInterval(load)
  socket.destroy()
  // 500 requests of some 6.2 KB: path, page and route are the same long text here.
  expect(buffered).toBeGreaterThan(0)
  expect(buffered).toBeLessThan(3_500_000)
})
