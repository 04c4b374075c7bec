import { setTimeout as delay } from 'node:timers/promises'
import type { BenchFleet } from './fleet.ts'
import { ask, callApi, LIMIT_MS } from './purge-ask.ts'
import { HOST, tagOf } from './purge-site.ts'

export type Purged = {
  /** From the API's 2xx to the last edge's first response that obeys. */
  readonly propagationMs: number
  /** From the first edge's response with the new body to the last edge's. */
  readonly regeneratedMs: number
}

const BETWEEN_ASKS_MS = 1

/** Purges the tag of one page, which all edges show as HIT with one body, and asks each of them until it shows the new one. */
export async function purgeAndWatch(fleet: BenchFleet, path: string): Promise<Purged> {
  const before = await settle(fleet, path)
  const { atMs: purgedAtMs } = await callApi(fleet, {
    method: 'POST',
    path: '/api/v1/purges',
    json: {
      project: 'bench',
      scope: { kind: 'domain', domain: HOST },
      selectors: [{ kind: 'tag', tag: tagOf(path) }],
    },
  })
  const seen = await Promise.all(fleet.edges.map(({ port }) => watch(port, path, before)))
  const renewed = seen.map(({ renewedAtMs }) => renewedAtMs)
  return {
    propagationMs: Math.max(...seen.map(({ obeyedAtMs }) => obeyedAtMs)) - purgedAtMs,
    regeneratedMs: Math.max(...renewed) - Math.min(...renewed),
  }
}

/** An answer obeys when it is no HIT of the old body: STALE while it is made anew, or the new one. */
async function watch(port: number, path: string, before: string) {
  let obeyedAtMs: number | undefined
  const deadlineMs = performance.now() + LIMIT_MS
  while (performance.now() < deadlineMs) {
    const { cache, body, atMs } = await ask(port, { host: HOST, path })
    if (cache !== 'HIT' || body !== before) obeyedAtMs ??= atMs
    if (body !== before && obeyedAtMs !== undefined) return { obeyedAtMs, renewedAtMs: atMs }
    await delay(BETWEEN_ASKS_MS)
  }
  throw new Error(`The edge on port ${port} showed no new ${path} within ${LIMIT_MS / 1_000} s of its purge.`)
}

/** The body, once every edge shows the same as HIT. */
export async function settle({ edges }: BenchFleet, path: string, host = HOST): Promise<string> {
  const deadlineMs = performance.now() + LIMIT_MS
  while (performance.now() < deadlineMs) {
    const answers = await Promise.all(edges.map(({ port }) => ask(port, { host, path })))
    const [first] = answers
    if (first && answers.every(({ cache, body }) => cache === 'HIT' && body === first.body)) return first.body
    await delay(5)
  }
  throw new Error(`The edges did not agree about ${path} within ${LIMIT_MS / 1_000} s.`)
}
