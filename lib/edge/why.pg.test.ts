import { afterAll, describe, expect, test, vi } from 'vitest'
import { openTestDb } from '@/db/testing'
import { createControlClient } from '@/lib/adapters/http/control-client'
import { sha256Hex } from '@/lib/adapters/postgres/names'
import { createSigner } from '@/lib/adapters/secrets/signed-text'
import { explainUrlInput, type UrlWhy } from '@/lib/contract/why'
import { bundleEdge, deployFiles, FLEET_SECRET, functionFiles, makeEdgeFolder, startEdge } from '@/lib/edge/testing'
import { keyOf } from '@/lib/engine/steps/admit'
import { NO_EDGES, type OpsContext } from '@/lib/ops/context'
import { createPurge } from '@/lib/ops/purges/create-purge'
import { testContext, tokenActor } from '@/lib/ops/testing'
import { createWhyToken, WHY_PURPOSE } from '@/lib/ops/why/create-why-token'
import { explainDecision } from '@/lib/ops/why/explain-decision'
import { explainUrl } from '@/lib/ops/why/explain-url'

const pool = await openTestDb()
const folder = await makeEdgeFolder()
await bundleEdge()
const SOURCE = `let n = 0
module.exports = async (request, response) => {
  response.setHeader('vercel-cache-tag', 'news').setHeader('x-freshet-why', 'forged').end('render ' + ++n)
}`
const prerender = { expiration: 60, allowQuery: ['page'], experimentalBypassFor: [{ type: 'cookie', key: 'session' }] }
const deploymentId = await deployFiles(pool, {
  folder: folder.path,
  project: 'shop',
  files: { ...functionFiles('page', SOURCE, { prerender }), ...functionFiles('slow', SOURCE, { prerender }) },
})
const edges = [await startEdge(pool.url, folder.path), await startEdge(pool.url, folder.path)] as const
afterAll(async () => {
  await Promise.all(edges.map((edge) => edge.stop()))
  await folder.remove()
  await pool.close()
})

/** Machines may be busy: what is waited for comes soon, and nothing is proved by how soon. */
const WAIT = { timeout: 15_000, interval: 50 }
const signer = createSigner(FLEET_SECRET)
const ctx: OpsContext = {
  ...testContext(pool.db),
  edges: { ...NO_EDGES, ...createControlClient(FLEET_SECRET) },
  signer,
}
const [edge, other] = edges
const address = (target: string) => `http://shop.localhost:${edge.port}${target}`

/** Of every edge: one that is too busy to answer in time is asked again. */
const ask = (target: string, more: object = {}) =>
  vi.waitFor(async () => {
    const told = await explainUrl(ctx, explainUrlInput.parse({ url: address(target), ...more }))
    expect(told.edges.map(({ state }) => state)).not.toContain('silent')
    return told
  }, WAIT)
const outcomes = ({ edges: told }: UrlWhy) =>
  told.map(({ explained }) => [explained?.status, explained?.reason].filter(Boolean).join(' '))
const stepOf = ({ edges: told }: UrlWhy, title: string) =>
  told.flatMap(({ explained }) => explained?.steps.filter((step) => step.title === title) ?? []).map(({ says }) => says)

const token = async () => (await createWhyToken(ctx, { url: address('/'), minutes: 15 })).token
const why = (
  headers: Record<string, unknown>,
): { sentence: string; steps: string[]; hint: string | null } | undefined =>
  typeof headers['x-freshet-why'] === 'string' ? JSON.parse(headers['x-freshet-why']) : undefined

describe('an address typed in', () => {
  test('is a MISS on every edge before the first visit, and asking renders nothing', async () => {
    expect(outcomes(await ask('/page'))).toEqual(['MISS cold', 'MISS cold'])
    expect(outcomes(await ask('/page'))).toEqual(['MISS cold', 'MISS cold'])
    expect(await edge.request('/page')).toMatchObject({ cache: 'MISS', body: 'render 1' })
    expect(outcomes(await ask('/page'))).toEqual(['HIT', 'HIT'])
  })

  test('names the key, what was left out of it, and what each layer said', async () => {
    const told = await ask('/page?utm_source=mail')
    expect(told.project).toBe('shop')
    expect(stepOf(told, 'Key')[0]).toContain('Left out: utm_source.')
    expect(stepOf(told, 'Resolved')[0]).toContain(`project shop, production, deployment ${deploymentId}`)
    expect(stepOf(told, 'Looked up').toSorted()).toEqual([
      'Region cache: has it.',
      'Region cache: has nothing; ISR cache: has it.',
    ])
  })

  test('that a purge by tag made stale names the purge, its selector, scope, actor and reason', async () => {
    const scope = { kind: 'project' } as const
    const selectors = [{ kind: 'tag', tag: 'news' }] as const
    const wish = {
      project: 'shop',
      scope,
      selectors: [...selectors],
      mode: 'invalidate',
      reason: 'wrong price',
    } as const
    const { seq } = await createPurge(ctx, { ...wish, selectors: [...selectors] })
    const told = await vi.waitFor(async () => {
      const answer = await ask('/page')
      expect(outcomes(answer)).toEqual(['STALE stale_tag', 'STALE stale_tag'])
      return answer
    }, WAIT)
    const by = `purge ${seq} (tag news, whole project) by ana@example.com, “wrong price”`
    for (const { explained } of told.edges) {
      expect(explained?.sentence).toBe(
        `STALE: ${by} made it stale, so it is served once more while one regeneration runs.`,
      )
      expect(explained?.docs).toBe('/docs/failure-modes#stale_tag')
    }
    expect(stepOf(told, 'Purges')[0]).toMatch(/the render of this page began at journal number \d+\.$/)
    // In words again, as for a request of the live tail.
    const [{ decision, explained } = { decision: null, explained: null }] = told.edges
    if (decision === null) throw new Error('No edge answered.')
    expect(await explainDecision(ctx, { project: 'shop', decision })).toEqual(explained)
  })

  test('tells a bypass by cookie without the value of the cookie', async () => {
    const told = await ask('/page', { headers: { Cookie: 'session=secret-of-ana' } })
    expect(outcomes(told)).toEqual(['BYPASS prerender_bypass', 'BYPASS prerender_bypass'])
    expect(JSON.stringify(told)).toContain('cookie `session`')
    expect(JSON.stringify(told)).not.toContain('secret-of-ana')
  })

  test('is asked of one edge by its region or id, and refused where none is called so', async () => {
    const { edges: both } = await ask('/page')
    expect((await ask('/page', { edge: both[1]?.id })).edges.map(({ id }) => id)).toEqual([both[1]?.id])
    const nowhere = explainUrlInput.parse({ url: address('/page'), edge: 'nowhere' })
    await expect(explainUrl(ctx, nowhere)).rejects.toMatchObject({ code: 'unavailable' })
  })

  test('of nobody, or of a project that is not the token’s, is not found; who may not read is refused', async () => {
    const unknown = explainUrlInput.parse({ url: 'http://nobody.test/' })
    await expect(explainUrl(ctx, unknown)).rejects.toMatchObject({ code: 'not_found' })
    const stranger = { ...ctx, actor: tokenActor(['admin'], 'prj_other') }
    await expect(explainUrl(stranger, explainUrlInput.parse({ url: address('/page') }))).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(createWhyToken(stranger, { url: address('/'), minutes: 15 })).rejects.toMatchObject({
      code: 'not_found',
    })
    const anonymous = { ...ctx, actor: { kind: 'anonymous' } } as const
    await expect(explainUrl(anonymous, explainUrlInput.parse({ url: address('/') }))).rejects.toMatchObject({
      code: 'unauthorized',
    })
  })
})

describe('the header', () => {
  test('with a token tells why, in words and as JSON in ASCII, and no cache may keep that answer', async () => {
    await edge.request('/page?page=%C3%BC')
    const headers = { 'x-freshet-why': await token() }
    const answer = await edge.request('/page?page=%C3%BC', { headers })
    expect(answer).toMatchObject({ cache: 'HIT' })
    expect(answer.headers['cache-control']).toBe('private, no-store')
    const told = why(answer.headers)
    expect(told?.sentence).toMatch(/^HIT: what is stored is fresh/)
    expect(told?.steps.join(' ')).toContain('Region cache: has it.')
    expect(String(answer.headers['x-freshet-why'])).toMatch(/^[\x20-\x7e]{50,4000}$/)
  })

  test('names purge and actor of a stale page, which is shown as it would be without', async () => {
    // Until it is a HIT: a regeneration that an earlier visit began might come to an end behind the purge.
    await vi.waitFor(async () => expect((await edge.request('/page')).cache).toBe('HIT'), WAIT)
    const selectors = [{ kind: 'path', path: '/page' }] as const
    const wish = { project: 'shop', scope: { kind: 'project' }, mode: 'invalidate' } as const
    const { seq } = await createPurge(ctx, { ...wish, selectors: [...selectors] })
    await vi.waitFor(
      async () => expect(outcomes(await ask('/page'))).toEqual(['STALE stale_path', 'STALE stale_path']),
      WAIT,
    )
    const answer = await edge.request('/page', { headers: { 'x-freshet-why': await token() } })
    expect(answer.cache).toBe('STALE')
    expect(why(answer.headers)?.sentence).toContain(`purge ${seq} (path /page, whole project) by ana@example.com`)
  })

  test('tells which edge had the lease, and how long this one waited for it', async () => {
    const place = { deploymentId, domain: 'shop.localhost', path: '/slow' }
    const group = sha256Hex(keyOf({ ...place, projectId: '', environment: 'production' }, '/slow', ''))
    // An edge that died while it rendered: its lease runs out by itself.
    await pool.sql`
      insert into leases (group_id, lease_id, edge_id, expires_at)
      values (${group}, 'lse_1', 'edg_gone', clock_timestamp() + interval '1 second')`
    const answer = await other.request('/slow', { headers: { 'x-freshet-why': await token() } })
    expect(answer.cache).toBe('MISS')
    const waited = why(answer.headers)?.steps.find((step) => step.startsWith('Waited:'))
    expect(waited).toMatch(/^Waited: For the lease, which the edge edg_gone held, \d+ ms; /)
  })

  const claims = async () => {
    const [row] = await pool.sql`select id from projects where name = 'shop'`
    return { projectId: String(row?.id), expiresAtMs: Date.now() + 60_000 }
  }
  test.each([
    ['that ran out', async () => signer.sign(WHY_PURPOSE, { ...(await claims()), expiresAtMs: Date.now() - 60_000 })],
    ['of another project', async () => signer.sign(WHY_PURPOSE, { ...(await claims()), projectId: 'prj_other' })],
    ['signed for another purpose', async () => signer.sign('draft', await claims())],
    ['signed with another secret', async () => createSigner('somebody else').sign(WHY_PURPOSE, await claims())],
    ['that is longer than any', async () => 'x'.repeat(5_000)],
    ['that is none', async () => 'true'],
  ])('with a token %s reveals nothing: the answer is as without it', async (_title, make) => {
    await edge.request('/page')
    await vi.waitFor(async () => expect((await edge.request('/page')).cache).toBe('HIT'), WAIT)
    const plain = await edge.request('/page')
    const forged = await edge.request('/page', { headers: { 'x-freshet-why': await make() } })
    const { age: _, date: __, ...head } = forged.headers
    const { age: ___, date: ____, ...plainHead } = plain.headers
    expect([forged.status, forged.body, head]).toEqual([plain.status, plain.body, plainHead])
  })

  test('is nothing that a function can say, nor see', async () => {
    const answer = await edge.request('/page?page=new')
    expect(answer).toMatchObject({ cache: 'MISS' })
    expect(answer.headers['x-freshet-why']).toBeUndefined()
  })
})
