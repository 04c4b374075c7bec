import { Agent, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import type { BenchFleet } from './fleet.ts'

const agent = new Agent({ keepAlive: true })
const BETWEEN_ASKS_MS = 1
export const LIMIT_MS = 15_000

export type Shown = { readonly cache: string; readonly body: string; readonly atMs: number }
export type Page = { readonly host: string; readonly path: string; readonly cookie?: string }

/** One page; `atMs` is when its head was here. */
export function ask(port: number, { host, path, cookie }: Page): Promise<Shown> {
  const headers = { host, ...(cookie === undefined ? {} : { cookie }) }
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path, agent, headers }, (response) => {
      const atMs = performance.now()
      const cache = String(response.headers['x-vercel-cache'])
      if (response.statusCode !== 200) return reject(new Error(`${path} answered ${response.statusCode} (${cache}).`))
      text(response).then((body) => resolve({ cache, body, atMs }), reject)
    })
      .on('error', reject)
      .end()
  })
}

/** When each edge first answered so, in the order of the edges. */
export function untilAll(
  { edges }: BenchFleet,
  page: Page,
  isObeyed: (shown: Shown) => boolean,
): Promise<readonly number[]> {
  return Promise.all(
    edges.map(async ({ port }) => {
      const deadlineMs = performance.now() + LIMIT_MS
      while (performance.now() < deadlineMs) {
        const shown = await ask(port, page)
        if (isObeyed(shown)) return shown.atMs
        await delay(BETWEEN_ASKS_MS)
      }
      throw new Error(`The edge on port ${port} did not come to ${page.path} within ${LIMIT_MS / 1_000} s.`)
    }),
  )
}

type Call = { readonly method: string; readonly path: string; readonly json?: unknown }

/** Calls the API; `atMs` is when its 2xx was here. */
export function callApi(
  { dashboardUrl, token }: Pick<BenchFleet, 'dashboardUrl' | 'token'>,
  { method, path, json }: Call,
): Promise<{ readonly atMs: number; readonly answer: unknown }> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return new Promise((resolve, reject) => {
    // A connection of its own: one that was kept may be closed by the other side just then.
    request(new URL(path, dashboardUrl), { method, agent: false, headers }, (response) => {
      const atMs = performance.now()
      const status = response.statusCode ?? 0
      text(response).then((body) => {
        if (status >= 200 && status < 300) resolve({ atMs, answer: JSON.parse(body) })
        else reject(new Error(`${method} ${path} answered ${status}: ${body}`))
      }, reject)
    })
      .on('error', reject)
      .end(json === undefined ? undefined : JSON.stringify(json))
  })
}
