import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openTestDb } from '@/db/testing'
import { createBypassTokenInput } from '@/lib/contract/bypass-tokens'
import {
  bundleEdge,
  deployFiles,
  type EdgeProcess,
  functionFiles,
  makeEdgeFolder,
  readAccessLog,
  startEdge,
} from '@/lib/edge/testing'
import { createBypassToken } from '@/lib/ops/bypass-tokens/create-bypass-token'
import { getBypassReceipt } from '@/lib/ops/bypass-tokens/get-bypass-receipt'
import { listBypassTokens } from '@/lib/ops/bypass-tokens/list-bypass-tokens'
import { revokeBypassToken } from '@/lib/ops/bypass-tokens/revoke-bypass-token'
import { rotateBypassToken } from '@/lib/ops/bypass-tokens/rotate-bypass-token'
import { testContext } from '@/lib/ops/testing'

const BAKED = 'the-token-of-the-build-of-32-letters'
/** Says what its function was sent, so that nothing secret can hide. */
const TELLING = `
  let count = 0
  module.exports = (request, response) => response.end(JSON.stringify({ count: ++count, headers: request.headers, url: request.url }))`

const db = await openTestDb()
const folder = await makeEdgeFolder()
const ctx = testContext(db.db)
let edges: EdgeProcess[] = []

beforeAll(async () => {
  await bundleEdge()
  const prerender = { expiration: 3_600, bypassToken: BAKED }
  await deployFiles(db, { folder: folder.path, project: 'shop', files: functionFiles('page', TELLING, { prerender }) })
  edges = await Promise.all([0, 1].map(() => startEdge(db.url, folder.path)))
}, 60_000)

afterAll(async () => {
  await Promise.all(edges.map((edge) => edge.stop()))
  await db.close()
  await folder.remove()
})

const make = (wish: object = {}) =>
  createBypassToken(
    ctx,
    createBypassTokenInput.parse({ project: 'shop', note: 'ci', purposes: ['draft', 'revalidate'], ...wish }),
  )
const draft = (edge: EdgeProcess, secret: string) =>
  edge.request('/page', { headers: { cookie: `__prerender_bypass=${secret}` } })
const onAll = async (secret: string) =>
  (await Promise.all(edges.map((edge) => draft(edge, secret)))).map(({ cache }) => cache)
const untilObeyed = async (seq: number | null) => {
  await vi.waitFor(
    async () => {
      const { receipt } = await getBypassReceipt(ctx, { project: 'shop', seq: seq ?? 0 })
      expect(receipt).toMatchObject({ obeyedCount: 2, stragglers: [] })
    },
    { timeout: 10_000, interval: 20 },
  )
  return (await getBypassReceipt(ctx, { project: 'shop', seq: seq ?? 0 })).receipt.maxMs ?? 0
}

test('a token opens drafts on all edges, and is refused on all once its revocation is obeyed', async () => {
  await Promise.all(edges.map((edge) => edge.request('/page')))
  const { token, summary, seq } = await make()
  await untilObeyed(seq)
  expect(await onAll(token)).toEqual(['BYPASS', 'BYPASS'])
  const revoked = await revokeBypassToken(ctx, summary)
  const tookMs = await untilObeyed(revoked.seq)
  expect(await onAll(token)).toEqual(['HIT', 'HIT'])
  expect(tookMs).toBeLessThan(1_300)
})

test('a token is refused on all edges within 1.3 s also when no doorbell rings', async () => {
  const { token, summary, seq } = await make()
  await untilObeyed(seq)
  expect(await onAll(token)).toEqual(['BYPASS', 'BYPASS'])
  // What is written so rings nowhere.
  const revokedAtMs = performance.now()
  await db.sql.begin(async (sql) => {
    await sql`update bypass_tokens set revoked_at = now() where id = ${summary.id}`
    await sql`
      insert into journal (seq, kind, project_id, actor)
      select seq + 1, 'bypass_tokens', (select id from projects where name = 'shop'), 'test' from journal_head`
    await sql`update journal_head set seq = seq + 1`
  })
  await vi.waitFor(async () => expect(await onAll(token)).toEqual(['HIT', 'HIT']), { timeout: 3_000, interval: 20 })
  expect(performance.now() - revokedAtMs).toBeLessThan(1_300)
})

test('a rotated token goes on for the overlap and not a moment longer, the new one from at once', async () => {
  const { token, summary } = await make()
  const rotated = await rotateBypassToken(ctx, { id: summary.id, overlapSeconds: 1 })
  await untilObeyed(rotated.seq)
  expect(await onAll(rotated.token)).toEqual(['BYPASS', 'BYPASS'])
  await vi.waitFor(async () => expect(await onAll(token)).toEqual(['HIT', 'HIT']), { timeout: 3_000, interval: 20 })
  expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(rotated.replaced.expiresAt ?? '') - 50)
  expect(await onAll(rotated.token)).toEqual(['BYPASS', 'BYPASS'])
})

test('T19: a token is in no log and no answer, functions are told of a draft by their own, uses are counted', async () => {
  const { token, summary, seq } = await make()
  await untilObeyed(seq)
  const answers = []
  for (const edge of edges) answers.push(await draft(edge, token))
  for (const edge of edges) answers.push(await edge.request('/page', { headers: { 'x-prerender-revalidate': token } }))
  expect(answers.map(({ cache }) => cache)).toEqual(['BYPASS', 'BYPASS', 'REVALIDATED', 'REVALIDATED'])
  expect(answers[0]?.body).toContain(`__prerender_bypass=${BAKED}`)
  expect(answers[0]?.headers['cache-control']).toMatch(/no-store|private/)
  const stored = (await db.sql`select bytes from blobs`).map(({ bytes }) => String(bytes))
  const everything = JSON.stringify([answers, await readAccessLog(folder.path), stored])
  expect(everything).not.toContain(token)
  await vi.waitFor(
    async () => {
      const { tokens } = await listBypassTokens(ctx, { project: 'shop' })
      expect(tokens.find(({ id }) => id === summary.id)).toMatchObject({
        uses: 4,
        refusals: 0,
        lastUsedFrom: '127.0.0.1',
      })
    },
    { timeout: 20_000, interval: 100 },
  )
})

test('a token that is used after its end is told apart from a guess, and guesses by domain and address', async () => {
  const { token, summary } = await make()
  const { seq } = await revokeBypassToken(ctx, summary)
  await untilObeyed(seq)
  await onAll(token)
  const [edge] = edges
  for (let n = 0; n < 12; n++) await edge?.request('/page', { headers: { 'x-prerender-revalidate': `guess ${n}` } })
  await vi.waitFor(
    async () => {
      const { tokens, wrong } = await listBypassTokens(ctx, { project: 'shop' })
      expect(tokens.find(({ id }) => id === summary.id)).toMatchObject({ uses: 0, refusals: 2 })
      expect(wrong).toMatchObject({ requests: 10, unseen: 2, addressCount: 1 })
      expect(wrong.newest).toMatchObject([{ domain: 'shop.localhost', address: '127.0.0.1' }])
    },
    { timeout: 20_000, interval: 100 },
  )
})
