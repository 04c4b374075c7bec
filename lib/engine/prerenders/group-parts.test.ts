import { describe, expect, test } from 'vitest'
import { type Answer, createMemoryEdge } from '@/lib/adapters/memory/engine'
import { FUNCTION, prerenderAt, TOKEN } from '@/lib/adapters/memory/site'
import type { PrerenderOutput } from '@/lib/engine/deployment'
import type { FunctionCall, RenderPart } from '@/lib/engine/ports'

const SECOND = 1_000
const MEMBERS = ['/page', '/page.rsc', '/page.segments/_tree.segment.rsc', '/page.segments/a/__PAGE__.segment.rsc']
const [PAGE = '', FLIGHT = '', TREE = '', LEAF = ''] = MEMBERS

const chainTo = (matchedPath: string) => ({ function: FUNCTION, matchedPath, headers: [['next-resume', '1']] }) as const

const part = (kind: RenderPart['kind'], text: string, name = ''): RenderPart => ({
  kind,
  name,
  bytes: new TextEncoder().encode(text),
})

async function textOf(body: FunctionCall['body']): Promise<string> {
  let text = ''
  for await (const chunk of body ?? []) text += new TextDecoder().decode(chunk)
  return text
}

/** A page as Next renders it: each render hands out the page, and beside it what `isPartial` and `isTold` say. */
async function nextEdge(options: { isPartial: boolean; isTold?: boolean } = { isPartial: true }) {
  let renders = 0
  const { isTold = true } = options
  const state = { ...options }
  const answer = async (call: FunctionCall): Promise<Answer> => {
    if (call.method === 'POST') return { body: `<rest of ${(await textOf(call.body)) || 'nothing'}>` }
    const n = ++renders
    if (call.url === LEAF || call.url === TREE) return { body: `segment rendered alone ${n}` }
    const parts = [
      part('rsc', `flight ${n}`),
      part('segment', `tree ${n}`, '/_tree'),
      part('segment', `leaf ${n}`, '/a/__PAGE__'),
      ...(state.isPartial ? [part('state', `state ${n}`)] : []),
    ]
    const headers = [
      ['content-type', 'text/html'],
      ['etag', '"1"'],
      ['vary', 'rsc'],
      ['x-next-cache-tags', 'news'],
      ...(state.isPartial ? ([['x-nextjs-postponed', '1']] as const) : []),
    ] as const
    return { body: `<shell ${n}>`, headers, parts: isTold ? parts : [] }
  }
  const shared = { groupMembers: MEMBERS }
  const outputs: PrerenderOutput[] = [
    prerenderAt(PAGE, { group: 1 }, { ...shared, chain: chainTo(PAGE) }),
    prerenderAt(FLIGHT, { group: 1 }, { ...shared, variant: 'rsc', chain: chainTo(FLIGHT) }),
    prerenderAt(TREE, { group: 1 }, { ...shared, variant: 'segment' }),
    prerenderAt(LEAF, { group: 1 }, { ...shared, variant: 'segment' }),
  ]
  const edge = createMemoryEdge({ outputs, answer })
  await edge.sync()
  return { edge, state, rendersOf: () => renders }
}

const told = ({ outcome, body }: { outcome: string; body: string }) => `${outcome}: ${body}`

describe('a page that one render makes in all its representations', () => {
  test.each(MEMBERS)('has them all after one call, whichever was asked for (%s)', async (first) => {
    const { edge, rendersOf } = await nextEdge()
    expect((await edge.get(first)).outcome).toBe('MISS cold')
    const seen = []
    for (const name of MEMBERS) seen.push(told(await edge.get(name)))
    expect(seen).toEqual(['HIT: <shell 1><rest of state 1>', 'HIT: <rest of state 1>', 'HIT: tree 1', 'HIT: leaf 1'])
    expect(rendersOf()).toBe(1)
  })

  test('gives each of them its own headers, and all of them the tags', async () => {
    const { edge } = await nextEdge()
    await edge.get(PAGE)
    const [page, flight, tree] = [await edge.get(PAGE), await edge.get(FLIGHT), await edge.get(TREE)]
    expect(page.headers.get('content-type')).toBe('text/html')
    for (const { headers } of [flight, tree]) {
      expect(headers.get('content-type')).toBe('text/x-component')
    }
    // What streams may be compressed for who accepts that.
    expect([flight, tree].map(({ headers }) => headers.get('vary'))).toEqual(['rsc, accept-encoding', 'rsc'])
    expect(page.headers.get('x-nextjs-postponed')).toBeNull()
    expect(tree.headers.get('x-nextjs-postponed')).toBe('2')
    expect(tree.headers.get('etag')).not.toBe('"1"')
    await edge.purge('invalidate', { kind: 'tag', tag: 'news' })
    expect((await edge.get(TREE)).outcome).toBe('STALE stale_tag')
  })

  test('is regenerated as a whole: shell, state, flight data and segments of one render', async () => {
    const { edge, rendersOf } = await nextEdge()
    await edge.get(PAGE)
    await edge.advance(61 * SECOND)
    expect(told(await edge.get(PAGE))).toBe('STALE stale_time: <shell 1><rest of state 1>')
    await edge.settled()
    const seen = []
    for (const name of MEMBERS) seen.push((await edge.get(name)).body)
    expect(seen).toEqual(['<shell 2><rest of state 2>', '<rest of state 2>', 'tree 2', 'leaf 2'])
    expect(rendersOf()).toBe(2)
  })

  test('on demand too, by HEAD', async () => {
    const { edge, rendersOf } = await nextEdge()
    await edge.get(PAGE)
    const answer = await edge.get(PAGE, { 'x-prerender-revalidate': TOKEN }, 'HEAD')
    expect(answer.outcome).toBe('REVALIDATED on_demand')
    expect((await edge.get(LEAF)).body).toBe('leaf 2')
    expect((await edge.get(PAGE)).body).toBe('<shell 2><rest of state 2>')
    expect(rendersOf()).toBe(2)
  })

  test('may stop and begin to postpone: what completes it goes and comes with the shell', async () => {
    const { edge, state } = await nextEdge()
    await edge.get(PAGE)
    const seen = []
    for (const isPartial of [false, true]) {
      state.isPartial = isPartial
      await edge.purge('invalidate', { kind: 'path', path: '/page' })
      await edge.get(PAGE)
      await edge.settled()
      seen.push([(await edge.get(PAGE)).body, (await edge.get(FLIGHT)).body])
    }
    expect(seen).toEqual([
      ['<shell 2>', 'flight 2'],
      ['<shell 3><rest of state 3>', '<rest of state 3>'],
    ])
  })
})

describe('a shell without its state', () => {
  test('is not stored: its visitor gets a whole live render', async () => {
    const { edge } = await nextEdge({ isPartial: true, isTold: false })
    expect(told(await edge.get(PAGE))).toBe('MISS cold: <rest of nothing>')
    expect(told(await edge.get(PAGE))).toBe('MISS cold: <rest of nothing>')
    expect(edge.events.map(({ type }) => type)).toContain('regeneration_failed')
  })
})
