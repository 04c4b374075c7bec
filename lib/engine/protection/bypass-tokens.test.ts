import { expect, test } from 'vitest'
import { createMemoryEdge } from '@/lib/adapters/memory/engine'
import { DEPLOYMENT, FUNCTION, PROJECT, prerenderAt, ruleOf, START_MS, TOKEN } from '@/lib/adapters/memory/site'
import type { BypassToken } from '@/lib/engine/fleet-ports'
import { isPathOf, matchToken } from '@/lib/engine/protection/bypass-tokens'

const SECRET = `frb_${'s'.repeat(43)}`
const OTHER = `frb_${'o'.repeat(43)}`
const OPEN: BypassToken = {
  id: 'btk_1',
  purposes: ['draft', 'revalidate', 'protection'],
  paths: [],
  deploymentIds: [],
  expiresAtMs: null,
  isRevoked: false,
}

/** An edge of a page, a folder of pages and a function, with one token; each answer tells what its function was sent. */
async function edgeWith(token: Partial<BypassToken> = {}) {
  const outputs = [
    prerenderAt('/page'),
    prerenderAt('/blog/[id]', { allowQuery: ['id'] }),
    { kind: 'function', name: '/api', function: FUNCTION } as const,
  ]
  let calls = 0
  const edge = createMemoryEdge({ outputs, answer: () => ({ body: `call ${++calls}` }) })
  edge.bypassTokens.put(PROJECT, SECRET, { ...OPEN, ...token })
  await edge.sync()
  return edge
}

const cookie = (secret: string) => ({ cookie: `a=1; __prerender_bypass=${secret}; b=2` })
const revalidate = (secret: string) => ({ 'x-prerender-revalidate': secret })

const sentTo = (edge: Awaited<ReturnType<typeof edgeWith>>) => new Map(edge.calls.at(-1)?.headers ?? [])

test.each<[string, Partial<BypassToken>, string, string]>([
  ['holds for its purpose', {}, '/page', 'BYPASS draft_mode'],
  ['does not hold for another purpose', { purposes: ['revalidate'] }, '/page', 'HIT'],
  ['holds on a path it names', { paths: ['/page'] }, '/page', 'BYPASS draft_mode'],
  ['does not hold on other paths', { paths: ['/blog/*'] }, '/page', 'HIT'],
  ['holds for a deployment it names', { deploymentIds: ['dpl_x', DEPLOYMENT] }, '/page', 'BYPASS draft_mode'],
  ['does not hold for other deployments', { deploymentIds: ['dpl_x'] }, '/page', 'HIT'],
  ['holds a millisecond before its end', { expiresAtMs: START_MS + 1 }, '/page', 'BYPASS draft_mode'],
  ['does not hold at its end', { expiresAtMs: START_MS }, '/page', 'HIT'],
  ['does not hold once it is revoked', { isRevoked: true }, '/page', 'HIT'],
])('a token for drafts %s', async (_title, token, path, expected) => {
  const edge = await edgeWith(token)
  await edge.get(path)
  expect((await edge.get(path, cookie(SECRET))).outcome).toBe(expected)
})

test('a draft is nobody else’s, and nothing of it is stored', async () => {
  const edge = await edgeWith()
  expect((await edge.get('/page')).body).toBe('call 1')
  const draft = await edge.get('/page', cookie(SECRET))
  expect(draft).toMatchObject({ outcome: 'BYPASS draft_mode', body: 'call 2' })
  expect((await edge.get('/page')).body).toBe('call 1')
})

test('the function is told of a draft by the token it knows, and never sees the operator’s', async () => {
  const edge = await edgeWith()
  await edge.get('/page', cookie(SECRET))
  expect(sentTo(edge).get('cookie')).toBe(`a=1; b=2; __prerender_bypass=${TOKEN}`)
  await edge.get('/api', cookie(SECRET))
  expect(sentTo(edge).get('cookie')).toBe(`a=1; b=2; __prerender_bypass=${TOKEN}`)
  expect(JSON.stringify(edge.calls.map(({ headers, url }) => [headers, url]))).not.toContain(SECRET)
})

test.each<[string, Partial<BypassToken>]>([
  ['is beyond its paths', { paths: ['/page'] }],
  ['was revoked', { isRevoked: true }],
])('a function never sees a token that %s', async (_title, token) => {
  const edge = await edgeWith(token)
  await edge.get('/api', cookie(SECRET))
  expect(sentTo(edge).get('cookie')).toBe('a=1; b=2')
})

test('another server is told no token, neither the operator’s nor the deployment’s', async () => {
  const rules = [ruleOf('^/far$', { dest: 'https://far.test/x' })]
  const edge = createMemoryEdge({ outputs: [prerenderAt('/page')], rules, answer: () => ({ body: '' }) })
  edge.bypassTokens.put(PROJECT, SECRET, OPEN)
  await edge.sync()
  await edge.get('/far', cookie(SECRET))
  expect(edge.originCalls).toHaveLength(1)
  expect(JSON.stringify(edge.originCalls[0]?.headers)).not.toMatch(/frb_|__prerender_bypass/)
})

test('an answer that all may share is not shared where a draft was asked for', async () => {
  let calls = 0
  const edge = createMemoryEdge({
    outputs: [prerenderAt('/page'), { kind: 'function', name: '/api', function: FUNCTION }],
    answer: () => ({ body: `call ${++calls}`, headers: [['cache-control', 's-maxage=60']] }),
  })
  edge.bypassTokens.put(PROJECT, SECRET, OPEN)
  await edge.sync()
  expect((await edge.get('/api', cookie(SECRET))).body).toBe('call 1')
  expect((await edge.get('/api', cookie(TOKEN))).body).toBe('call 2')
  expect((await edge.get('/api')).body).toBe('call 3')
  expect((await edge.get('/api')).body).toBe('call 3')
  expect((await edge.get('/api', cookie(SECRET))).body).toBe('call 4')
})

test('a token for revalidation makes a page anew, and the same for everybody', async () => {
  const edge = await edgeWith({ purposes: ['revalidate'], paths: ['/blog/*'] })
  for (const path of ['/page', '/blog/a']) await edge.get(path)
  expect(await edge.get('/blog/a', revalidate(SECRET))).toMatchObject({
    outcome: 'REVALIDATED on_demand',
    body: 'call 3',
  })
  expect(await edge.get('/blog/a')).toMatchObject({ outcome: 'HIT', body: 'call 3' })
  expect(await edge.get('/page', revalidate(SECRET))).toMatchObject({ outcome: 'HIT', body: 'call 1' })
  expect(JSON.stringify(edge.calls.map(({ headers }) => headers))).not.toContain(SECRET)
})

test('the deployment’s own token goes on, beside those of operators', async () => {
  const edge = await edgeWith()
  await edge.get('/page')
  expect((await edge.get('/page', cookie(TOKEN))).outcome).toBe('BYPASS draft_mode')
  expect((await edge.get('/page', revalidate(TOKEN))).outcome).toBe('REVALIDATED on_demand')
  expect(edge.engine.tokenMeter.drain()).toEqual({ tokenUses: [], wrongTokens: [] })
})

test('uses, refusals and wrong secrets are counted, each as what it is', async () => {
  const edge = await edgeWith({ paths: ['/page'] })
  await edge.get('/page', cookie(SECRET))
  await edge.get('/page', revalidate(SECRET))
  await edge.get('/blog/a', revalidate(SECRET))
  await edge.get('/page', revalidate(OTHER))
  await edge.get('/page', revalidate('a guess'))
  const { tokenUses, wrongTokens } = edge.engine.tokenMeter.drain()
  expect(tokenUses).toMatchObject([{ tokenId: 'btk_1', uses: 2, refusals: 1 }])
  expect(wrongTokens).toMatchObject([{ projectId: PROJECT, domain: 'shop.test', requests: 2, unseen: 0 }])
})

test('T19: who guesses ten times is answered as without a secret for a minute, right or wrong', async () => {
  const edge = await edgeWith()
  await edge.get('/page')
  for (let n = 0; n < 10; n++) expect((await edge.get('/page', revalidate(`guess ${n}`))).outcome).toBe('HIT')
  for (const secret of [SECRET, TOKEN]) {
    expect((await edge.get('/page', revalidate(secret))).outcome).toBe('HIT')
    expect((await edge.get('/page', cookie(secret))).outcome).toBe('HIT')
    await edge.get('/api', cookie(secret))
    expect(sentTo(edge).get('cookie')).toBe('a=1; b=2')
  }
  expect(edge.engine.tokenMeter.drain().wrongTokens).toMatchObject([{ requests: 10, unseen: 6 }])
  await edge.advance(60_000)
  await edge.get('/page')
  await edge.settled()
  expect((await edge.get('/page', revalidate(SECRET))).outcome).toBe('REVALIDATED on_demand')
})

test('an edge that is out of touch takes no token: it could have been revoked', async () => {
  const edge = await edgeWith()
  await edge.get('/page')
  edge.clock.advance(10_000)
  expect((await edge.get('/page', cookie(SECRET))).outcome).toBe('STALE control_lost')
  expect(edge.engine.tokenMeter.drain()).toEqual({ tokenUses: [], wrongTokens: [] })
})

test('tokens that cannot be read are no wrong tokens, and the visitor gets the page of all', async () => {
  const edge = await edgeWith()
  await edge.get('/page')
  edge.engine.bypassTokens.find = () => Promise.reject(new Error('The database is away.'))
  expect((await edge.get('/page', cookie(SECRET))).outcome).toBe('HIT')
  expect(edge.engine.tokenMeter.drain().wrongTokens).toEqual([])
  expect(edge.events).toMatchObject([{ type: 'store_unavailable', doing: 'reading bypass tokens for shop.test' }])
})

test('a match tells the id of the token, for whoever protects a site', async () => {
  const { engine, site } = await edgeWith({ paths: ['/blog/*'] })
  const shown = { site, clientIp: '192.0.2.1', purpose: 'protection', secret: SECRET } as const
  expect(await matchToken(engine, { ...shown, path: '/blog/a' })).toBe('btk_1')
  expect(await matchToken(engine, { ...shown, path: '/page' })).toBeUndefined()
  expect(await matchToken(engine, { ...shown, path: '/blog/a', secret: OTHER })).toBeUndefined()
})

test.each([
  ['/blog', '/blog', true],
  ['/blog', '/blog/a', false],
  ['/blog/*', '/blog', true],
  ['/blog/*', '/blog/a/b', true],
  ['/blog/*', '/blogs', false],
  ['/*', '/anything', true],
  ['/*', '/', true],
])('the pattern %s and the path %s: %s', (pattern, path, expected) => {
  expect(isPathOf(pattern, path)).toBe(expected)
})

test('data of a page is at its path', async () => {
  const { engine, site } = await edgeWith({ paths: ['/blog/a'] })
  const shown = { site, clientIp: '192.0.2.1', purpose: 'draft', secret: SECRET } as const
  for (const path of ['/blog/a', '/blog/a.rsc', '/_next/data/B/blog/a.json', '/blog/a/'])
    expect(await matchToken(engine, { ...shown, path })).toBe('btk_1')
})
