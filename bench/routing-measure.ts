import { ruleOf } from '@/lib/adapters/memory/site'
import type { Output } from '@/lib/engine/deployment'
import { createRouter } from '@/lib/engine/routing/create-router'
import type { RoutingRequest } from '@/lib/engine/routing/router'

export type Measured = { readonly ruleCount: number; readonly warmNs: number; readonly coldNs: number }

const ROUNDS = 9

/** Median nanoseconds that one resolution takes. */
export function measure(ruleCount: number): Measured {
  const page: Output = { kind: 'static', name: '/page', file: { sha256: '', sizeBytes: 0 }, contentType: 'text/html' }
  const rules = [
    ...Array.from({ length: ruleCount }, (_, at) => ruleOf(`^/(?:s|section)-${at}/([^/]+?)/?$`, { dest: '/page' })),
    ruleOf('^/(?<name>[^/]+)/?$', { dest: '/page?name=$name' }),
  ]
  const { resolve } = createRouter(rules, new Map([['/page', page]]))
  const request = (path: string): RoutingRequest => ({
    method: 'GET',
    host: 'site.test',
    path,
    query: [],
    header: () => undefined,
    cookie: () => undefined,
  })
  const warm = request('/warm')
  let made = 0
  return {
    ruleCount,
    warmNs: median(() => timed(50_000, () => resolve(warm))),
    coldNs: median(() => timed(Math.ceil(2_000 / ruleCount), () => resolve(request(`/new-${++made}`)))),
  }
}

function timed(count: number, work: () => void): number {
  const beganAt = process.hrtime.bigint()
  for (let at = 0; at < count; at++) work()
  return Number(process.hrtime.bigint() - beganAt) / count
}

function median(once: () => number): number {
  const sorted = Array.from({ length: ROUNDS }, once).sort((one, other) => one - other)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
