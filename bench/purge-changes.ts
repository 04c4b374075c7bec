import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import type { BenchFleet } from './fleet.ts'
import { callApi, LIMIT_MS, untilAll } from './purge-ask.ts'
import { SITE } from './purge-site.ts'
import { settle } from './purge-watch.ts'

/** A change of one kind that edges have to obey, made once; resolves to the milliseconds from the API's 2xx to the last edge's first answer that obeys. */
export type Change = (count: number) => Promise<number>
export type Changes = { readonly promotion: Change; readonly pin: Change; readonly revocation: Change }

const PROJECT = 'changes'
const HOST = `${PROJECT}.localhost`
const PATH = '/page/0'
/** The page as it is pinned: its parameter is a part of its key. */
const PAGE = { project: PROJECT, domain: HOST, path: PATH, query: 'name=0' }

/**
 * Prepares what can be promoted, pinned and revoked: a project of its own, so that the pages under load stay as they are, with two
 * deployments whose pages differ.
 */
export async function prepareChanges(fleet: BenchFleet): Promise<Changes> {
  const deployments = [await fleet.deploy(PROJECT, SITE), await fleet.deploy(PROJECT, SITE)]
  return {
    promotion: (count) => promote(fleet, deployments[count % 2] ?? ''),
    pin: async (count) => {
      if (count === 0) await renew(fleet)
      return count % 2 === 0 ? await pin(fleet) : await unpin(fleet)
    },
    revocation: () => revoke(fleet),
  }
}

/** Makes the page anew, so that what is shown has a generation before it. */
async function renew(fleet: BenchFleet): Promise<void> {
  const before = await settle(fleet, PATH, HOST)
  const scope = { kind: 'domain', domain: HOST }
  const json = { project: PROJECT, scope, selectors: [{ kind: 'path', path: PATH }] }
  await callApi(fleet, { method: 'POST', path: '/api/v1/purges', json })
  await untilAll(fleet, { host: HOST, path: PATH }, ({ cache, body }) => cache === 'HIT' && body !== before)
}

/** The page of the other deployment is obeyed by; it is stored there from the second round on. */
async function promote(fleet: BenchFleet, deployment: string): Promise<number> {
  const before = await settle(fleet, PATH, HOST)
  return await until(fleet, ({ body }) => body !== before, {
    method: 'POST',
    path: '/api/v1/promotions',
    json: { project: PROJECT, deployment },
  })
}

async function pin(fleet: BenchFleet): Promise<number> {
  const before = await settle(fleet, PATH, HOST)
  return await until(fleet, ({ body }) => body !== before, {
    method: 'POST',
    path: '/api/v1/pins',
    json: PAGE,
  })
}

async function unpin(fleet: BenchFleet): Promise<number> {
  const before = await settle(fleet, PATH, HOST)
  const query = new URLSearchParams(PAGE)
  return await until(fleet, ({ body }) => body !== before, { method: 'DELETE', path: `/api/v1/pins?${query}` })
}

const made = z.object({ token: z.string(), seq: z.number(), summary: z.object({ id: z.string() }) })
const obeyed = z.object({ receipt: z.object({ obeyedCount: z.number() }) })

/** A new token opens drafts on every edge, is revoked, and is refused by an answer from the cache. */
async function revoke(fleet: BenchFleet): Promise<number> {
  const json = { project: PROJECT, note: 'bench', purposes: ['draft'] }
  const { answer } = await callApi(fleet, { method: 'POST', path: '/api/v1/bypass-tokens', json })
  const { token, seq, summary } = made.parse(answer)
  // Shown before an edge knows it, it would count as a guess.
  await untilKnown(fleet, seq)
  const cookie = `__prerender_bypass=${token}`
  await untilAll(fleet, { host: HOST, path: PATH, cookie }, ({ cache }) => cache === 'BYPASS')
  const change = { method: 'DELETE', path: `/api/v1/bypass-tokens/${summary.id}` }
  return await until(fleet, ({ cache }) => cache !== 'BYPASS', change, cookie)
}

async function untilKnown(fleet: BenchFleet, seq: number): Promise<void> {
  const deadlineMs = performance.now() + LIMIT_MS
  while (performance.now() < deadlineMs) {
    const path = `/api/v1/bypass-tokens/changes/${seq}?project=${PROJECT}`
    const { answer } = await callApi(fleet, { method: 'GET', path })
    if (obeyed.parse(answer).receipt.obeyedCount === fleet.edges.length) return
    await delay(5)
  }
  throw new Error(`The edges did not learn of a new token within ${LIMIT_MS / 1_000} s.`)
}

async function until(
  fleet: BenchFleet,
  isObeyed: Parameters<typeof untilAll>[2],
  change: Parameters<typeof callApi>[1],
  cookie?: string,
): Promise<number> {
  const { atMs } = await callApi(fleet, change)
  const obeyedAtMs = await untilAll(fleet, { host: HOST, path: PATH, ...(cookie && { cookie }) }, isObeyed)
  return Math.max(...obeyedAtMs) - atMs
}
