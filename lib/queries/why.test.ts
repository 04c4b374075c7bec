import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterEach, expect, test, vi } from 'vitest'
import { urlWhyWith } from '@/components/testing/why'
import type { Edge } from '@/lib/contract/edges'
import { explainUrlInput } from '@/lib/contract/why'
import { askWhyAgain, whyQueries } from '@/lib/queries/why'

afterEach(() => vi.unstubAllGlobals())

const edge = (appliedSeq: number, state: Edge['state'] = 'in_step'): Edge => ({
  ...{ id: `edg_${state}`, region: 'eu', state, since: null, appliedSeq, lag: 0, version: null, memoryBytes: null },
  ...{ startedAt: '2026-11-27T00:00:00Z', heartbeatAt: '2026-11-27T00:00:00Z' },
})

/** An address on screen, and what is asked from then on. */
async function watched(edgesNow: () => readonly Edge[] | undefined) {
  const asked: string[] = []
  vi.stubGlobal('fetch', async (url: string) => {
    const name = url.startsWith('/api/v1/edges') ? 'edges' : 'why'
    asked.push(name)
    if (name === 'why') return Response.json(urlWhyWith())
    const edges = edgesNow()
    return edges === undefined ? Response.error() : Response.json({ edges })
  })
  const client = new QueryClient()
  const shown = whyQueries.url(explainUrlInput.parse({ url: 'https://shop.example.com/' }))
  await client.fetchQuery(shown)
  const leave = new QueryObserver(client, shown).subscribe(() => undefined)
  asked.length = 0
  return { client, asked, leave }
}

test('why is asked at once, and again when every edge that runs has applied what was done', async () => {
  let applied = 4
  const { client, asked, leave } = await watched(() => [edge(5), edge(applied, 'behind'), edge(1, 'stopped')])
  const pauses: string[] = []
  await askWhyAgain(client, 5, async () => {
    pauses.push(asked.join(' '))
    if (pauses.length === 2) applied = 6
  })
  expect(pauses).toEqual(['why edges', 'why edges edges'])
  expect(asked).toEqual(['why', 'edges', 'edges', 'edges', 'why'])
  leave()
})

test('an edge that never obeys, or a fleet that cannot be read, keeps nobody from asking for good', async () => {
  for (const edges of [[edge(4, 'behind')], undefined]) {
    const { client, asked, leave } = await watched(() => edges)
    await askWhyAgain(client, 5, async () => undefined)
    expect(asked.filter((name) => name === 'why')).toHaveLength(2)
    expect(asked.at(-1)).toBe('why')
    leave()
  }
})
