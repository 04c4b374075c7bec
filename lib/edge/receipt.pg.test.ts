import { afterAll, expect, test, vi } from 'vitest'
import { openTestDb } from '@/db/testing'
import { createControlClient } from '@/lib/adapters/http/control-client'
import { bundleEdge, deployFiles, FLEET_SECRET, functionFiles, makeEdgeFolder, startEdge } from '@/lib/edge/testing'
import { NO_EDGES, type OpsContext } from '@/lib/ops/context'
import { getJournalRow } from '@/lib/ops/journal/get-journal-row'
import { probeJournalRow } from '@/lib/ops/journal/probe-journal-row'
import { createPurge } from '@/lib/ops/purges/create-purge'
import { getPurge } from '@/lib/ops/purges/get-purge'
import { probePurge } from '@/lib/ops/purges/probe-purge'
import { testContext } from '@/lib/ops/testing'
import { pinPath } from '@/lib/ops/versions/pin-path'
import { unpinPath } from '@/lib/ops/versions/unpin-path'

const pool = await openTestDb()
const folder = await makeEdgeFolder()
await bundleEdge()
const SOURCE = `let n = 0
module.exports = (_request, response) => response.setHeader('x-vercel-cache-tags', 'news').end('render ' + ++n)`
await deployFiles(pool, {
  folder: folder.path,
  project: 'shop',
  files: functionFiles('page', SOURCE, { prerender: { expiration: false } }),
})
const edges = [await startEdge(pool.url, folder.path), await startEdge(pool.url, folder.path)]
afterAll(async () => {
  await Promise.all(edges.map((edge) => edge.stop()))
  await folder.remove()
  await pool.close()
})
const ctx: OpsContext = { ...testContext(pool.db), edges: { ...NO_EDGES, ...createControlClient(FLEET_SECRET) } }
const project = 'shop'

const untilObeyed = (seq: number) =>
  vi.waitFor(
    async () => {
      const { receipt } = await getPurge(ctx, { project, seq })
      expect(receipt.obeyedCount).toBe(edges.length)
      return receipt
    },
    { timeout: 10_000, interval: 20 },
  )

const untilApplied = (seq: number) =>
  vi.waitFor(
    async () => {
      const { receipt } = await getJournalRow(ctx, { project, seq })
      expect(receipt.obeyedCount).toBe(edges.length)
    },
    { timeout: 10_000, interval: 20 },
  )

test('each edge acknowledges a purge with the time it took, and says of its pages that they obey, without rendering', async () => {
  for (const edge of edges) {
    await edge.request('/page')
    expect((await edge.request('/page')).cache).toBe('HIT')
  }
  const wish = { project, scope: { kind: 'domain', domain: 'shop.localhost' }, selectors: [{ kind: 'all' }] } as const
  const { seq } = await createPurge(ctx, { ...wish, selectors: [...wish.selectors], mode: 'invalidate' })
  const receipt = await untilObeyed(seq)
  expect(receipt).toMatchObject({ obeyedCount: 2, stragglers: [], edges: [{ state: 'obeyed' }, { state: 'obeyed' }] })
  expect(receipt.maxMs).toBeLessThan(1_300)
  const probe = await probePurge(ctx, { project, seq })
  expect(probe).toMatchObject({ sampleCount: 1, isObeyed: true, edges: [{ obeyedCount: 1 }, { obeyedCount: 1 }] })
  const [answer] = [await edges[0]?.request('/page')]
  expect(answer).toMatchObject({ cache: 'STALE', body: 'render 1' })
})

test('the control port tells verdicts to nobody without the secret', async () => {
  const [row] = await pool.sql`select control_url from edges limit 1`
  const client = createControlClient('another secret, of nobody')
  expect(await client.probeEntries(String(row?.control_url), [])).toBeUndefined()
  expect(await createControlClient('x').probeEntries('http://127.0.0.1:1', [])).toBeUndefined()
})

const page = { project, domain: 'shop.localhost', path: '/page', query: '' }
const scope = { kind: 'domain', domain: 'shop.localhost' } as const

/** Makes the page anew; resolves to its render once every edge shows that as HIT. */
async function renew(): Promise<string> {
  const before = await settled()
  const { seq } = await createPurge(ctx, { project, scope, selectors: [{ kind: 'all' }], mode: 'invalidate' })
  await untilObeyed(seq)
  return await settled(before)
}

/** What every edge shows as HIT, once it is not `before`. A busy machine may show it as STALE first. */
async function settled(before?: string): Promise<string> {
  const bodies: string[] = []
  for (const edge of edges) {
    await vi.waitFor(
      async () => {
        const { cache, body } = await edge.request('/page')
        expect([cache, body]).toEqual(['HIT', expect.not.stringMatching(`^${before}$`)])
        bodies.push(body)
      },
      { timeout: 30_000, interval: 20 },
    )
  }
  expect(new Set(bodies).size).toBe(1)
  return bodies[0] ?? ''
}

test('each edge says that it serves what was pinned, and after the unpin what was made since, without rendering', async () => {
  const first = await renew()
  const second = await renew()
  expect(second).not.toBe(first)
  const pinned = await pinPath(ctx, page)
  await untilApplied(pinned.seq)
  const proved = { sampleCount: 1, isObeyed: true, edges: [{ obeyedCount: 1 }, { obeyedCount: 1 }] }
  expect(await probeJournalRow(ctx, { project, seq: pinned.seq })).toMatchObject(proved)
  expect(await settled()).toBe(first)
  const unpinned = await unpinPath(ctx, page)
  await untilApplied(unpinned.seq)
  expect(await probeJournalRow(ctx, { project, seq: unpinned.seq })).toMatchObject(proved)
  await expect(probeJournalRow(ctx, { project, seq: pinned.seq })).rejects.toMatchObject({ code: 'conflict' })
  expect(await settled()).toBe(second)
}, 120_000)

test('an invalidation of a page that is pinned is proved, although each edge goes on serving it', async () => {
  const first = await renew()
  await renew()
  const pinned = await pinPath(ctx, page)
  await untilApplied(pinned.seq)
  expect(await settled()).toBe(first)
  const { seq } = await createPurge(ctx, { project, scope, selectors: [{ kind: 'all' }], mode: 'invalidate' })
  await untilObeyed(seq)
  expect(await probePurge(ctx, { project, seq })).toMatchObject({ sampleCount: 1, isObeyed: true })
  await unpinPath(ctx, page)
}, 120_000)
