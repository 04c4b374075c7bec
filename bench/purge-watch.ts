import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import type { BenchFleet } from './fleet.ts'
import { HOST, tagOf } from './purge-site.ts'

export type Purged = {
  /** From the API's 2xx to the last edge's first response that obeys. */
  readonly propagationMs: number
  /** From the first edge's response with the new body to the last edge's. */
  readonly regeneratedMs: number
}

const agent = new Agent({ keepAlive: true })
const BETWEEN_ASKS_MS = 1
const LIMIT_MS = 15_000

/** Purges the tag of one page, which all edges show as HIT with one body, and asks each of them until it shows the new one. */
export async function purgeAndWatch(fleet: BenchFleet, path: string): Promise<Purged> {
  const before = await settle(fleet, path)
  const purgedAtMs = await purge(fleet, path)
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
    const { cache, body, atMs } = await ask(port, path)
    if (cache !== 'HIT' || body !== before) obeyedAtMs ??= atMs
    if (body !== before && obeyedAtMs !== undefined) return { obeyedAtMs, renewedAtMs: atMs }
    await delay(BETWEEN_ASKS_MS)
  }
  throw new Error(`The edge on port ${port} showed no new ${path} within ${LIMIT_MS / 1_000} s of its purge.`)
}

/** The body, once every edge shows the same as HIT. */
async function settle({ edges }: BenchFleet, path: string): Promise<string> {
  const deadlineMs = performance.now() + LIMIT_MS
  while (performance.now() < deadlineMs) {
    const answers = await Promise.all(edges.map(({ port }) => ask(port, path)))
    const [first] = answers
    if (first && answers.every(({ cache, body }) => cache === 'HIT' && body === first.body)) return first.body
    await delay(5)
  }
  throw new Error(`The edges did not agree about ${path} within ${LIMIT_MS / 1_000} s.`)
}

type Shown = { readonly cache: string; readonly body: string; readonly atMs: number }

/** One page; `atMs` is when its head was here. */
function ask(port: number, path: string): Promise<Shown> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, agent, headers: { host: HOST } }, (response) => {
      const atMs = performance.now()
      const cache = String(response.headers['x-vercel-cache'])
      if (response.statusCode !== 200) return reject(new Error(`${path} answered ${response.statusCode} (${cache}).`))
      text(response).then((body) => resolve({ cache, body, atMs }), reject)
    })
      .on('error', reject)
      .end()
  })
}

/** Resolves to when the API's 2xx was here. */
function purge({ dashboardUrl, token }: BenchFleet, path: string): Promise<number> {
  const body = JSON.stringify({
    project: 'bench',
    scope: { kind: 'domain', domain: HOST },
    selectors: [{ kind: 'tag', tag: tagOf(path) }],
  })
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return new Promise((resolve, reject) => {
    request(new URL('/api/v1/purges', dashboardUrl), { method: 'POST', agent, headers }, (response) => {
      const atMs = performance.now()
      const isDone = (response.statusCode ?? 0) >= 200 && (response.statusCode ?? 0) < 300
      text(response).then(
        (answer) =>
          isDone ? resolve(atMs) : reject(new Error(`The purge answered ${response.statusCode}: ${answer}`)),
        reject,
      )
    })
      .on('error', reject)
      .end(body)
  })
}
