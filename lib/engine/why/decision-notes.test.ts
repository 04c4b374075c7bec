import { expect, test } from 'vitest'
import { createMemoryEdge, createMemoryFleet } from '@/lib/adapters/memory/engine'
import { DEPLOYMENT, FUNCTION, HOST, PROJECT, prerenderAt, START_MS } from '@/lib/adapters/memory/site'
import { answerHit, handleRequest } from '@/lib/engine/handle-request'
import type { EngineRequest } from '@/lib/engine/request'
import { type Decision, MAX_DECISION_BYTES } from '@/lib/engine/why/decision'
import { DecisionNotes } from '@/lib/engine/why/decision-notes'

type Edge = ReturnType<typeof createMemoryEdge>

/** Asks, and asks why. */
async function decide(edge: Edge, target: string, headers: readonly string[] = []): Promise<Decision> {
  const why = new DecisionNotes('req_1')
  const asked = edge.request(target)
  const request: EngineRequest = { ...asked, rawHeaders: [...asked.rawHeaders, ...headers], why }
  const response = await handleRequest(edge.engine, request)
  return why.decided(request, response, edge.clock.nowMs())
}

function tidePage(config: Parameters<typeof prerenderAt>[1] = {}) {
  return createMemoryEdge({
    outputs: [prerenderAt('/tide', config)],
    answer: () => ({ body: 'tide', tags: ['sea'] }),
  })
}

test('a first visit tells where it was led, its key, what was left out of it, and that nothing was stored', async () => {
  const edge = tidePage({ allowQuery: ['page'] })
  await edge.sync()
  expect(await decide(edge, '/tide?page=2&utm_source=mail')).toEqual({
    requestId: 'req_1',
    atMs: START_MS,
    how: 'served',
    method: 'GET',
    host: HOST,
    path: '/tide',
    httpStatus: 200,
    outcome: { status: 'MISS', reason: 'cold' },
    facts: {
      site: { projectId: PROJECT, deploymentId: DEPLOYMENT, environment: 'production', isProtected: false },
      resolved: { kind: 'prerender', path: '/tide', route: '/tide', output: '/tide' },
      admission: { kind: 'cache' },
      key: {
        kind: 'entry',
        domain: HOST,
        deploymentId: DEPLOYMENT,
        path: '/tide',
        output: '/tide',
        variant: 'html',
        query: 'page=2',
        allowed: ['page'],
        leftOut: ['utm_source'],
      },
      layers: [
        { layer: 'region cache', said: 'absent' },
        { layer: 'ISR cache', said: 'absent' },
        { layer: "build's copy", said: 'absent' },
      ],
      control: { isInControl: true, appliedSeq: 0 },
      cover: { invalidatedSeq: 0, invalidatedBy: 'path', deletedSeq: 0, deletedBy: 'path', deadlines: [] },
      regeneration: { kind: 'first', cause: 'cold' },
      waits: [{ for: 'render', edgeId: null, ms: 0 }],
    },
  } satisfies Decision)
})

test('a hit without a way through the routing table tells the same as the first one', async () => {
  const edge = tidePage({ allowQuery: ['page'] })
  await edge.sync()
  const target = '/tide?page=2&utm_source=mail'
  await edge.get(target)
  const first = await decide(edge, target)
  expect(answerHit(edge.engine, edge.request(target))?.outcome).toEqual({ status: 'HIT', reason: null })
  expect(await decide(edge, target)).toEqual(first)
  expect(first.facts.layers).toEqual([{ layer: 'region cache', said: 'found' }])
  expect(first.facts.entry).toEqual({
    stamp: 0,
    generatedAtMs: START_MS,
    staleAtMs: START_MS + 60_000,
    expiresAtMs: null,
    retryAtMs: null,
    isFromBuild: false,
    pinnedSeq: null,
    tags: ['sea'],
    tagCount: 1,
  })
})

test('what a purge made stale names the purge by its number', async () => {
  const edge = tidePage()
  await edge.sync()
  await edge.get('/tide')
  await edge.purge('invalidate', { kind: 'tag', tag: 'sea' })
  const { outcome, facts } = await decide(edge, '/tide')
  expect(outcome).toEqual({ status: 'STALE', reason: 'stale_tag' })
  expect(facts.cover).toMatchObject({ invalidatedSeq: 1, invalidatedBy: 'tag' })
  expect(facts.entry?.stamp).toBe(0)
  expect(facts.regeneration).toEqual({ kind: 'behind', cause: 'tag' })
})

test('a bypass names the condition and not its value', async () => {
  const edge = tidePage({ bypassFor: [{ type: 'cookie', key: 'session', value: null }] })
  await edge.sync()
  const { outcome, facts } = await decide(edge, '/tide', ['Cookie', 'session=secret'])
  expect(outcome).toEqual({ status: 'BYPASS', reason: 'prerender_bypass' })
  expect(facts.admission).toEqual({ kind: 'bypass', by: { of: 'cookie', name: 'session' } })
  expect(JSON.stringify(facts)).not.toContain('secret')
})

test('of what visitors tell a function in a query, the names are told and nothing else', async () => {
  const edge = createMemoryEdge({
    outputs: [{ kind: 'function', name: '/api', function: FUNCTION }],
    answer: () => ({ body: 'hello', headers: [['cache-control', 's-maxage=60']] }),
  })
  await edge.sync()
  const first = await decide(edge, '/api?token=secret&page=2')
  const second = await decide(edge, '/api?token=secret&page=2')
  expect([first.outcome.status, second.outcome.status]).toEqual(['MISS', 'HIT'])
  expect(second.facts.key).toMatchObject({ kind: 'shared', query: 'token=…&page=…' })
  expect(JSON.stringify([first, second])).not.toContain('secret')
})

test('who waits for another edge is told for which one, and how long', async () => {
  const gate = Promise.withResolvers<void>()
  const begun = Promise.withResolvers<void>()
  const fleet = createMemoryFleet()
  const options = { outputs: [prerenderAt('/tide')], beside: fleet }
  const one = createMemoryEdge({
    ...options,
    edgeId: 'one',
    answer: async () => {
      begun.resolve()
      await gate.promise
      return { body: 'tide' }
    },
  })
  const two = createMemoryEdge({ ...options, edgeId: 'two', answer: () => ({ body: 'never' }) })
  await Promise.all([one.sync(), two.sync()])
  const leading = one.get('/tide')
  await begun.promise
  const waiting = decide(two, '/tide')
  while (two.engine.regenerations.size === 0) await Promise.resolve()
  for (let turn = 0; turn < 20; turn++) await Promise.resolve()
  fleet.clock.advance(250)
  gate.resolve()
  await leading
  await one.settled()
  await two.sync()
  const { outcome, facts } = await waiting
  expect(outcome).toEqual({ status: 'MISS', reason: 'collapsed' })
  expect(facts.waits).toEqual([
    { for: 'lease', edgeId: 'one', ms: 250 },
    { for: 'render', edgeId: null, ms: 250 },
  ])
})

test('whatever a visitor makes up, a decision is no longer than it may be, and says what it can', async () => {
  const edge = createMemoryEdge({
    outputs: [prerenderAt('/tide', { allowQuery: null })],
    answer: () => ({ body: 'tide', tags: Array.from({ length: 100 }, (_, at) => `${at}${'é'.repeat(200)}`) }),
  })
  await edge.sync()
  const target = `/tide?${Array.from({ length: 60 }, (_, at) => `name-${at}=${'v'.repeat(100)}`).join('&')}`
  await edge.get(target)
  const decision = await decide(edge, target)
  const text = JSON.stringify(decision)
  expect(new TextEncoder().encode(text).byteLength).toBeLessThanOrEqual(MAX_DECISION_BYTES)
  expect(decision.facts.key?.path).toBe('/tide')
  expect(decision.facts.entry?.tagCount).toBe(100)
  expect(JSON.parse(text)).toEqual(decision)
})
