import { describe, expect, test } from 'vitest'
import { type Answer, createMemoryEdge } from '@/lib/adapters/memory/engine'
import { FUNCTION, prerenderAt } from '@/lib/adapters/memory/site'
import type { PrerenderConfig } from '@/lib/engine/deployment'
import { handleRequest } from '@/lib/engine/handle-request'
import type { FunctionCall } from '@/lib/engine/ports'

const CHAIN = { function: FUNCTION, matchedPath: '/page', headers: [['next-resume', '1']] } as const

const told = ({ outcome, body }: { outcome: string; body: string }) => `${outcome}: ${body}`

const isResumption = ({ headers }: FunctionCall) => headers.some(([name]) => name === 'next-resume')

const headerOf = ({ headers }: FunctionCall, name: string) => headers.find(([key]) => key === name)?.[1]

async function textOf(body: AsyncIterable<Uint8Array> | null): Promise<string> {
  let text = ''
  for await (const chunk of body ?? []) text += new TextDecoder().decode(chunk)
  return text
}

/** An edge with one page of which the build has the shell and the state; what follows says which state it was given. */
async function partialEdge(
  options: {
    readonly config?: Partial<PrerenderConfig>
    readonly hasFallback?: boolean
    readonly state?: string
    readonly answer?: (call: FunctionCall) => Answer | Promise<Answer>
  } = {},
) {
  const state = options.state ?? 'state'
  const bytes = new TextEncoder().encode(`${state}<shell>`)
  const resume = async (call: FunctionCall) => ({
    body: `<${(await textOf(call.body)) || 'nothing'} for ${headerOf(call, 'cookie') ?? 'nobody'}>`,
  })
  const file = { sha256: '', sizeBytes: bytes.byteLength }
  const headers = [
    ['content-type', 'text/html'],
    ['etag', '"of the build"'],
  ] as const
  const fallback = { file, stateLength: state.length, status: 200, headers, tags: ['news'] }
  const edge = createMemoryEdge({
    outputs: [
      prerenderAt('/page', options.config, { chain: CHAIN, fallback: options.hasFallback === false ? null : fallback }),
    ],
    answer: options.answer ?? resume,
  })
  Object.assign(file, { sha256: edge.blobs.put(bytes) })
  await edge.sync()
  return edge
}

describe('a page whose shell is stored', () => {
  test('is completed for each visitor from the state it came with', async () => {
    const edge = await partialEdge()
    expect(told(await edge.get('/page', { cookie: 'name=Ada' }))).toBe('PRERENDER: <shell><state for name=Ada>')
    await edge.settled()
    expect(told(await edge.get('/page', { cookie: 'name=Bob' }))).toBe('HIT: <shell><state for name=Bob>')
    expect(told(await edge.get('/page', { cookie: 'name=Eve' }))).toBe('HIT: <shell><state for name=Eve>')
    expect(edge.calls.map(({ method }) => method)).toEqual(['POST', 'POST', 'POST'])
  })

  test.each(['état', '日本', '🌊 and 🏔️', ''])('is cut from a state of any characters (%s)', async (state) => {
    const edge = await partialEdge({ state: `${state}.` })
    expect((await edge.get('/page')).body).toBe(`<shell><${state}. for nobody>`)
  })

  test('is completed by the output that its chain names, with the headers of the chain', async () => {
    const edge = await partialEdge()
    await edge.get('/page?q=1', { 'content-type': 'a/b', 'if-none-match': '*', range: 'bytes=0-1', 'x-own': 'kept' })
    const [call] = edge.calls
    if (call === undefined) throw new Error('no call')
    expect(call.url).toBe('/page?q=1')
    const sent = new Map(call.headers)
    expect([...sent.keys()].filter((name) => /^(?:content-type|if-none-match|range)$/.test(name))).toEqual([])
    expect(Object.fromEntries(sent)).toMatchObject({
      'next-resume': '1',
      'x-matched-path': '/page',
      'content-length': '5',
      'x-own': 'kept',
    })
  })

  test('is completed whole for the kind of prefetch that Next would not resume', async () => {
    const edge = await partialEdge()
    for (const kind of ['1', '2']) await edge.get('/page', { rsc: '1', 'next-router-prefetch': kind })
    expect(edge.calls.map((call) => headerOf(call, 'next-router-prefetch'))).toEqual([undefined, '2'])
  })

  test("is nobody else's: it has no length and no validator, and no cache keeps it", async () => {
    const edge = await partialEdge()
    for (const headers of [{}, { 'if-none-match': '*' }]) {
      const answer = await edge.get('/page', headers)
      expect(answer.status).toBe(200)
      expect(answer.headers.get('cache-control')).toBe('private, no-cache, no-store, max-age=0, must-revalidate')
      for (const name of ['content-length', 'etag', 'content-encoding']) expect(answer.headers.get(name)).toBeNull()
    }
  })

  test('costs no call when only its head is asked for', async () => {
    const edge = await partialEdge()
    expect(await edge.get('/page', {}, 'HEAD')).toMatchObject({ status: 200, body: '' })
    expect(edge.calls).toEqual([])
  })

  test('shows its shell before the function has answered', async () => {
    const gate = Promise.withResolvers<void>()
    const edge = await partialEdge({
      answer: async () => {
        await gate.promise
        return { body: '<rest>' }
      },
    })
    const { body } = await handleRequest(edge.engine, edge.request('/page'))
    if (body === null || body instanceof Uint8Array) throw new Error('not streamed')
    const chunks = body[Symbol.asyncIterator]()
    expect(new TextDecoder().decode((await chunks.next()).value)).toBe('<shell>')
    gate.resolve()
    expect(new TextDecoder().decode((await chunks.next()).value)).toBe('<rest>')
    expect((await chunks.next()).done).toBe(true)
  })

  test('leaves the function alone when its visitor has left', async () => {
    const edge = await partialEdge()
    const { body } = await handleRequest(edge.engine, edge.request('/page'))
    if (body === null || body instanceof Uint8Array) throw new Error('not streamed')
    await body[Symbol.asyncIterator]().return?.()
    expect(edge.calls[0]?.signal?.aborted).toBe(true)
  })

  test.each<[how: string, answer: Answer, message: string]>([
    ['is not begun', { kind: 'failed', reason: 'crashed', message: 'It ended.' }, 'It ended.'],
    [
      'has a status that is none of a page',
      { body: 'Too large', status: 413 },
      'The function answered 413 when it was to complete the page.',
    ],
    ['breaks off', { body: '<half', isCutOff: true }, 'The function host ended.'],
  ])('breaks off when its second half %s, and that is counted', async (_how, answer, message) => {
    const edge = await partialEdge({ answer: () => answer })
    await expect(edge.get('/page')).rejects.toThrow(message)
    expect(edge.events).toMatchObject([{ type: 'completion_failed', path: '/page', message }])
    const { tallies, invocations } = edge.engine.meter.drain(edge.clock.nowMs())
    expect(tallies).toMatchObject([{ path: '/page', prerender: 1, errors: 1, invocations: 1 }])
    expect(invocations).toMatchObject([{ cause: 'live', invocations: 1 }])
  })

  test('counts a view as a hit and one live invocation', async () => {
    const edge = await partialEdge()
    await edge.get('/page')
    await edge.settled()
    edge.engine.meter.drain(edge.clock.nowMs())
    await edge.get('/page')
    const { tallies, invocations } = edge.engine.meter.drain(edge.clock.nowMs())
    const bytesOut = '<shell><state for nobody>'.length
    expect(tallies).toMatchObject([{ hit: 1, invocations: 1, readUnits: 0, writeUnits: 0, bytesOut }])
    expect(invocations).toMatchObject([{ cause: 'live', invocations: 1, failures: 0 }])
  })
})

describe('a server action on a page with a postponed state', () => {
  const bypassFor = [{ type: 'header', key: 'next-action', value: null }] as const

  test('is sent behind the state, with the length of it', async () => {
    const edge = await partialEdge({ config: { bypassFor } })
    const answer = await edge.post('/page', { 'next-action': 'sign', 'content-length': '4' }, 'name')
    expect(told(answer)).toBe('BYPASS prerender_bypass: <statename for nobody>')
    const [call] = edge.calls
    if (call === undefined) throw new Error('no call')
    expect(headerOf(call, 'x-next-resume-state-length')).toBe('5')
    expect(headerOf(call, 'content-length')).toBe('9')
    expect(isResumption(call)).toBe(false)
  })

  test.each([
    ['without a state, it goes as it is', false, { 'next-action': 'sign' }],
    ['no action is what has another form', true, { 'content-type': 'application/json' }],
  ])('%s', async (_title, hasFallback, headers) => {
    const edge = await partialEdge({ config: { bypassFor }, hasFallback })
    expect((await edge.post('/page', headers, 'name')).body).toBe('<name for nobody>')
    expect(edge.calls[0]?.headers.map(([name]) => name)).not.toContain('x-next-resume-state-length')
  })
})

describe('with nothing stored', () => {
  test('onMiss dynamic answers with a live render, and makes the stored page behind it', async () => {
    let renders = 0
    const edge = createMemoryEdge({
      outputs: [prerenderAt('/page', { onMiss: 'dynamic' })],
      answer: (call) => ({ body: `render ${++renders} for ${headerOf(call, 'cookie') ?? 'nobody'}` }),
    })
    await edge.sync()
    const [first] = [await edge.get('/page', { cookie: 'name=Ada' })]
    expect(first.outcome).toBe('MISS cold')
    expect(first.body).toMatch(/^render \d for name=Ada$/)
    await edge.settled()
    expect(told(await edge.get('/page'))).toMatch(/^HIT: render \d for nobody$/)
    expect(renders).toBe(2)
  })

  test('onMiss dynamic tries a page that fails again after 30 seconds, and shows each visitor a live one meanwhile', async () => {
    const tries = { live: 0, behind: 0 }
    const edge = createMemoryEdge({
      outputs: [prerenderAt('/page', { onMiss: 'dynamic' })],
      answer: (call) => {
        tries[call.purpose === 'live' ? 'live' : 'behind'] += 1
        return call.purpose === 'live' ? { body: 'live' } : { body: 'oops', status: 500 }
      },
    })
    await edge.sync()
    const visit = async () => {
      const { body } = await edge.get('/page')
      await edge.settled()
      return body
    }
    expect([await visit(), await visit(), await visit()]).toEqual(['live', 'live', 'live'])
    expect(tries).toEqual({ live: 3, behind: 1 })
    await edge.advance(29_999)
    await visit()
    expect(tries.behind).toBe(1)
    await edge.advance(1)
    await visit()
    expect(tries).toEqual({ live: 5, behind: 2 })
  })

  test('onMiss dynamic waits for nobody: a HEAD and an on-demand call render as ever', async () => {
    const edge = createMemoryEdge({
      outputs: [prerenderAt('/page', { onMiss: 'dynamic' })],
      answer: () => ({ body: 'page' }),
    })
    await edge.sync()
    expect(await edge.get('/page', {}, 'HEAD')).toMatchObject({ outcome: 'MISS cold', body: '' })
    expect((await edge.get('/page')).outcome).toBe('HIT')
  })

  test('a live render of a partial page is asked for with an empty state', async () => {
    const edge = await partialEdge({ config: { onMiss: 'dynamic' }, hasFallback: false })
    expect(told(await edge.get('/page'))).toBe('MISS cold: <nothing for nobody>')
    const live = edge.calls.find(isResumption)
    expect(live).toMatchObject({ method: 'POST', body: null })
  })
})
