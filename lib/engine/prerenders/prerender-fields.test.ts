import { describe, expect, test } from 'vitest'
import { type Answer, createMemoryEdge } from '@/lib/adapters/memory/engine'
import { FUNCTION, prerenderAt, TOKEN } from '@/lib/adapters/memory/site'
import type { Fallback, HasCondition, PrerenderConfig, PrerenderOutput } from '@/lib/engine/deployment'
import type { FunctionCall } from '@/lib/engine/ports'

const SECOND = 1_000

type Told = { readonly outcome: string; readonly body: string }
const told = ({ outcome, body }: Told) => `${outcome}: ${body}`

type Field = {
  readonly config?: Partial<PrerenderConfig>
  readonly fallback?: Partial<Fallback> | null
  readonly text?: string
  readonly output?: Partial<Omit<PrerenderOutput, 'config' | 'kind'>>
  readonly answer?: (call: FunctionCall, render: number) => Answer | Promise<Answer>
}

/** An edge with one prerender, whose build left `built` behind unless told otherwise; renders are numbered. */
async function edgeWith({ config, fallback = {}, text = 'built', output, answer }: Field, name = '/page') {
  let renders = 0
  const file = { sha256: '', sizeBytes: text.length }
  const built = { file, stateLength: 0, status: 200, headers: [['content-type', 'text/html']], tags: [] } as const
  const edge = createMemoryEdge({
    outputs: [prerenderAt(name, config, { fallback: fallback === null ? null : { ...built, ...fallback }, ...output })],
    answer: (call) => {
      renders += 1
      return answer?.(call, renders) ?? { body: `render ${renders}` }
    },
  })
  Object.assign(file, { sha256: edge.blobs.put(new TextEncoder().encode(text)) })
  await edge.sync()
  return edge
}

type Edge = Awaited<ReturnType<typeof edgeWith>>

async function seen(edge: Edge, target: string, times: number, headers = {}): Promise<string[]> {
  const answers: string[] = []
  for (let visit = 0; visit < times; visit += 1) {
    answers.push(told(await edge.get(target, headers)))
    await edge.settled()
  }
  return answers
}

describe('the copy of the build, of a page of its own', () => {
  test.each<[expiration: number | false, ageSeconds: number, answers: string[]]>([
    [60, 0, ['PRERENDER: built', 'HIT: built', 'HIT: built']],
    [60, 59, ['PRERENDER: built', 'HIT: built', 'HIT: built']],
    [60, 61, ['PRERENDER: built', 'HIT: render 1', 'HIT: render 1']],
    [false, 1_000_000, ['PRERENDER: built', 'HIT: built', 'HIT: built']],
    [0, 0, ['PRERENDER: built', 'HIT: render 1', 'HIT: render 1']],
  ])('with expiration %s, %i s after the deploy', async (expiration, ageSeconds, answers) => {
    const edge = await edgeWith({ config: { expiration } })
    await edge.advance(ageSeconds * SECOND)
    expect(await seen(edge, '/page', 3)).toEqual(answers)
  })

  test('past staleExpiration is not shown any more', async () => {
    const edge = await edgeWith({ config: { expiration: 60, staleExpirationSeconds: 120 } })
    await edge.advance(120 * SECOND)
    expect(await seen(edge, '/page', 2)).toEqual(['MISS cold: render 1', 'HIT: render 1'])
  })

  test('has its status and headers, which the first render replaces', async () => {
    const headers = [
      ['content-type', 'text/html'],
      ['x-of', 'the build'],
    ] as const
    const edge = await edgeWith({
      config: { expiration: false },
      fallback: { status: 404, headers },
      answer: () => ({ body: 'render', headers: [['content-type', 'text/plain']] }),
    })
    const built = await edge.get('/page')
    expect([built.status, built.headers.get('x-of')]).toEqual([404, 'the build'])
    await edge.settled()
    await edge.get('/page', { 'x-prerender-revalidate': TOKEN })
    const rendered = await edge.get('/page')
    expect([rendered.outcome, rendered.status, rendered.headers.get('x-of')]).toEqual(['HIT', 200, null])
    expect(rendered.headers.get('content-type')).toBe('text/plain')
  })

  test('without one, the first visit waits', async () => {
    const edge = await edgeWith({ fallback: null })
    expect(await seen(edge, '/page', 2)).toEqual(['MISS cold: render 1', 'HIT: render 1'])
  })
})

describe('the fallback of a template', () => {
  const keyed = { allowQuery: ['id'] }
  const crawler = { 'user-agent': 'Googlebot/2.1' }

  test.each<[title: string, config: Partial<PrerenderConfig>, headers: Record<string, string>, answers: string[]]>([
    ['stands in for one visit', { expiration: 60 }, {}, ['PRERENDER: built', 'HIT: render 1']],
    ['stays without an expiration', { expiration: false }, {}, ['PRERENDER: built', 'PRERENDER: built']],
    [
      'is replaced without an expiration where it is only a part',
      { expiration: false, partialFallback: true },
      {},
      ['PRERENDER: built', 'HIT: render 1'],
    ],
    ['is for no crawler', { expiration: 60 }, crawler, ['BYPASS crawler: render 1', 'HIT: render 1']],
    [
      'is for crawlers too where visits render nothing',
      { expiration: false },
      crawler,
      ['PRERENDER: built', 'PRERENDER: built'],
    ],
    [
      'is for no crawler where it is only a part',
      { expiration: false, partialFallback: true },
      crawler,
      ['BYPASS crawler: render 1', 'HIT: render 1'],
    ],
  ])('%s', async (_title, config, headers, answers) => {
    const edge = await edgeWith({ config: { ...keyed, ...config } }, '/items/[id]')
    expect(await seen(edge, '/items/7', 2, headers)).toEqual(answers)
  })

  test('without an expiration the token makes the page of its path, and of no other', async () => {
    const edge = await edgeWith({ config: { ...keyed, expiration: false } }, '/items/[id]')
    expect(told(await edge.get('/items/7', { 'x-prerender-revalidate': TOKEN }))).toBe(
      'REVALIDATED on_demand: render 1',
    )
    expect(await seen(edge, '/items/7', 1)).toEqual(['HIT: render 1'])
    expect(await seen(edge, '/items/8', 1)).toEqual(['PRERENDER: built'])
  })

  test('is nothing that was generated: the token makes nothing of it where it asks for generated pages only', async () => {
    const edge = await edgeWith({ config: keyed }, '/items/[id]')
    const only = { 'x-prerender-revalidate': TOKEN, 'x-prerender-revalidate-if-generated': '1' }
    expect(await edge.get('/items/7', only)).toMatchObject({ status: 404, outcome: 'REVALIDATED on_demand' })
    expect(edge.calls).toEqual([])
    await seen(edge, '/items/7', 1)
    expect((await edge.get('/items/7', only)).outcome).toBe('REVALIDATED on_demand')
  })

  test('that is a shell is completed for its visitor, and replaced by the shell of the path', async () => {
    const output = {
      chain: { function: FUNCTION, matchedPath: '/items/[id]', headers: [['next-resume', '1']] },
    } as const
    const part = (text: string) => ({ kind: 'state', name: '', bytes: new TextEncoder().encode(text) }) as const
    const answer = async ({ method, body, url }: FunctionCall): Promise<Answer> => {
      let state = ''
      for await (const chunk of body ?? []) state += new TextDecoder().decode(chunk)
      return method === 'POST' ? { body: `<${state} at ${url}>` } : { body: '<own>', parts: [part('own state')] }
    }
    const config = { ...keyed, expiration: false, partialFallback: true } as const
    const fallback = { stateLength: 'any state'.length }
    const edge = await edgeWith({ config, fallback, output, answer, text: 'any state<any>' }, '/items/[id]')
    expect(await seen(edge, '/items/7', 2)).toEqual([
      'PRERENDER: <any><any state at /items/7?id=7>',
      'HIT: <own><own state at /items/7?id=7>',
    ])
  })
})

describe('experimentalBypassFor', () => {
  const bypassFor: HasCondition[] = [
    { type: 'header', key: 'next-action', value: null },
    { type: 'cookie', key: 'preview', value: null },
    {
      type: 'header',
      key: 'user-agent',
      value: (value) => (value.includes('Twitterbot') ? { captures: {} } : undefined),
    },
  ]

  test.each<[title: string, headers: Record<string, string>, outcome: string]>([
    ['the first condition', { 'next-action': 'a' }, 'BYPASS prerender_bypass'],
    ['the second', { cookie: 'preview=1' }, 'BYPASS prerender_bypass'],
    ['a crawler that is named', { 'user-agent': 'Twitterbot/1.0' }, 'BYPASS prerender_bypass'],
    ['none', { cookie: 'other=1', 'user-agent': 'Mozilla/5.0' }, 'PRERENDER'],
  ])('%s decides alone', async (_title, headers, outcome) => {
    const edge = await edgeWith({ config: { bypassFor } })
    expect((await edge.get('/page', headers)).outcome).toBe(outcome)
  })

  test('a crawler that is named gets a partial page whole, by a call of its own', async () => {
    const output = { chain: { function: FUNCTION, matchedPath: '/page', headers: [['next-resume', '1']] } } as const
    const fallback = { stateLength: 2 }
    const edge = await edgeWith({ config: { bypassFor }, output, fallback, answer: () => ({ body: 'whole' }) })
    expect(told(await edge.get('/page', { 'user-agent': 'Twitterbot/1.0' }))).toBe('BYPASS prerender_bypass: whole')
    expect(edge.calls.map(({ method }) => method)).toEqual(['GET'])
  })
})

describe('what the function is given', () => {
  const inAnyOrder = (url: string) => {
    const [path, query = ''] = url.split('?')
    return [path, ...query.split('&').sort()]
  }
  const headersOf = (call: FunctionCall | undefined) => new Map(call?.headers)

  test.each<[title: string, config: Partial<PrerenderConfig>, url: string, matches: string | undefined]>([
    [
      'passQuery: the allowed query, captures included',
      { allowQuery: ['id', 'q'], passQuery: true },
      '/items/[id]?q=1&id=7',
      'id=7',
    ],
    ['no passQuery: the captures by header alone', { allowQuery: ['id', 'q'] }, '/items/[id]', 'id=7'],
    ['allowQuery []: nothing', { allowQuery: [], passQuery: true }, '/items/[id]', undefined],
  ])('%s', async (_title, config, url, matches) => {
    const edge = await edgeWith({ config, fallback: null }, '/items/[id]')
    await edge.get('/items/7?q=1&secret=2')
    const [call] = edge.calls
    expect(inAnyOrder(call?.url ?? '')).toEqual(inAnyOrder(url))
    expect(headersOf(call).get('x-now-route-matches')).toBe(matches)
  })

  test('allowHeader: these of the visitor and no others', async () => {
    const edge = await edgeWith({ config: { allowHeader: ['x-theme'] }, fallback: null })
    await edge.get('/page', { 'x-theme': 'dark', cookie: 'name=Ada', authorization: 'Basic 1', 'x-other': '1' })
    const headers = headersOf(edge.calls[0])
    expect(headers.get('x-theme')).toBe('dark')
    for (const name of ['cookie', 'authorization', 'x-other']) expect(headers.has(name)).toBe(false)
  })
})

describe('exposeErrBody', () => {
  test.each<[exposeErrorBody: boolean, status: number, body: RegExp]>([
    [true, 503, /^the function's own words$/],
    [false, 500, /This page could not be made right now/],
  ])('%s', async (exposeErrorBody, status, body) => {
    const edge = await edgeWith({
      config: { exposeErrorBody },
      fallback: null,
      answer: () => ({ body: "the function's own words", status: 503 }),
    })
    const answer = await edge.get('/page')
    expect(answer.status).toBe(status)
    expect(answer.body).toMatch(body)
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
    expect((await edge.get('/page')).outcome).toBe('MISS cold')
  })
})
