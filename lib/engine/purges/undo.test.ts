import { expect, test } from 'vitest'
import { createMemoryEdge } from '@/lib/adapters/memory/engine'
import { HOST, PROJECT, prerenderAt } from '@/lib/adapters/memory/site'
import type { Scope, Selector } from '@/lib/engine/purges/journal'
import { type Mark, NO_MARK, raise } from '@/lib/engine/purges/mark'
import { raisedKeys } from '@/lib/engine/purges/marks'
import { kinOf, marksWithout, type StandingPurge } from '@/lib/engine/purges/undo'

const NEWS = { kind: 'tag', tag: 'news' } as const

/** Two pages, of which one carries the tag. Renders fail while they are told to. */
async function openEdge() {
  const state = { renders: 0, isFailing: false }
  const edge = createMemoryEdge({
    outputs: [prerenderAt('/news', { expiration: false }), prerenderAt('/about', { expiration: false })],
    answer: ({ url }) => {
      if (state.isFailing) return { body: 'oops', status: 500 }
      state.renders += 1
      return { body: `render ${state.renders}`, headers: url === '/news' ? [['x-next-cache-tags', 'news']] : [] }
    },
  })
  await edge.sync()
  await edge.get('/news')
  await edge.get('/about')
  const told = async (path = '/news') => {
    const { outcome, body } = await edge.get(path)
    await edge.settled()
    return `${outcome}: ${body}`
  }
  const purge = async (mode: 'invalidate' | 'delete', selector: Selector = NEWS, deleteAtMs: number | null = null) => {
    await edge.purge(mode, selector, deleteAtMs)
    return edge.journal.seq
  }
  const undo = async (seq: number) => {
    edge.journal.undo(seq)
    await edge.sync()
  }
  return { edge, state, told, purge, undo }
}

test('a page that was deleted is there again after the undo, though its function fails', async () => {
  const { edge, state, told, purge, undo } = await openEdge()
  state.isFailing = true
  const seq = await purge('delete')
  expect((await edge.get('/news')).status).toBe(500)
  await edge.settled()
  await undo(seq)
  expect(await told()).toBe('HIT: render 1')
})

test('a page in memory that was made stale is a HIT again, at once and without a render', async () => {
  const { edge, state, told, purge, undo } = await openEdge()
  state.isFailing = true
  const seq = await purge('invalidate')
  expect(await told()).toBe('STALE stale_tag: render 1')
  const calls = edge.calls.length
  await undo(seq)
  expect(await told()).toBe('HIT: render 1')
  expect(edge.calls).toHaveLength(calls)
})

test('what was made anew since stays as it is', async () => {
  const { told, purge, undo } = await openEdge()
  const seq = await purge('delete')
  expect(await told()).toBe('REVALIDATED tag_deleted: render 3')
  await undo(seq)
  expect(await told()).toBe('HIT: render 3')
})

test.each([
  ['an earlier one', 0, 'REVALIDATED tag_deleted: render 3'],
  ['a later one', 1, 'REVALIDATED tag_deleted: render 3'],
] as const)('the undo of one deletion leaves %s of the same tag in effect', async (_title, at, expected) => {
  const { told, purge, undo } = await openEdge()
  const seqs = [await purge('delete'), await purge('delete')]
  await undo(seqs[at] ?? 0)
  expect(await told()).toBe(expected)
})

test('a purge of the same tag after the undo counts', async () => {
  const { told, purge, undo } = await openEdge()
  await undo(await purge('delete'))
  await purge('invalidate')
  expect(await told()).toBe('STALE stale_tag: render 1')
})

test('a deletion to come does not come once it is undone, and another one does', async () => {
  const { edge, told, purge, undo } = await openEdge()
  const soon = await purge('delete', NEWS, edge.clock.nowMs() + 10_000)
  await purge('delete', NEWS, edge.clock.nowMs() + 20_000)
  await undo(soon)
  await edge.advance(19_999)
  expect(edge.calls).toHaveLength(2)
  const { outcome } = await edge.get('/news')
  expect(`${outcome}`).toBe('STALE stale_tag')
  await edge.settled()
  expect(await told()).toBe('HIT: render 3')
})

test('what the undo does not cover stays in memory as it is', async () => {
  const { edge, purge, undo } = await openEdge()
  const held = edge.engine.region.entryCount
  await undo(await purge('invalidate'))
  expect(edge.engine.region.entryCount).toBe(held)
  const { outcome } = await edge.get('/about')
  expect(`${outcome}`).toBe('HIT')
  expect(edge.engine.view.marks.floorSeq).toBe(0)
})

test('an edge that reads of the purge and of its undo at once is as if it had heard of neither', async () => {
  const { edge, told } = await openEdge()
  const scope = { projectId: PROJECT, environment: null, domain: HOST, deploymentId: null }
  await edge.journal.append({ mode: 'delete', scope, selectors: [NEWS], actor: 'test', reason: null })
  edge.journal.undo(1)
  await edge.sync()
  expect(await told()).toBe('HIT: render 1')
})

test('an edge that asked the ISR cache before it heard of the undo does not hold what memory said against the page', async () => {
  const { edge, state, told, purge } = await openEdge()
  state.isFailing = true
  const seq = await purge('delete')
  edge.journal.undo(seq)
  edge.engine.region.clear()
  expect(await told()).toBe('HIT: render 1')
  await edge.sync()
  expect(await told()).toBe('HIT: render 1')
})

const WHOLE: Scope = { projectId: 'p', environment: null, domain: null, deploymentId: null }
const SCOPES: readonly Scope[] = [
  WHOLE,
  { projectId: 'p', environment: null, domain: 'a.test', deploymentId: null },
  { projectId: 'p', environment: 'preview', domain: null, deploymentId: null },
  { projectId: 'p', environment: null, domain: null, deploymentId: 'd' },
]
const SELECTORS: readonly Selector[] = [
  { kind: 'tag', tag: 'x' },
  { kind: 'path', path: '/x' },
  { kind: 'tag', tag: '_N_T_/x' },
  { kind: 'all' },
]

test('whatever was purged and undone, each mark is what the purges that stand would have made of it', () => {
  const seen = { undos: 0, marks: 0 }
  for (let seed = 1; seed <= 300; seed += 1) {
    const random = randomOf(seed)
    const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)]
    let standing: StandingPurge[] = []
    const marks = new Map<string, Mark>()
    for (let seq = 1; seq <= 12; seq += 1) {
      const undone = random() < 0.35 ? pick(standing) : undefined
      if (undone === undefined) {
        const deleteAtMs = random() < 0.3 ? seq + Math.floor(random() * 5) : null
        const mode = deleteAtMs !== null || random() < 0.5 ? 'delete' : 'invalidate'
        const scope = pick(SCOPES) ?? WHOLE
        const purge = { seq, mode, deleteAtMs, scope, selector: pick(SELECTORS) ?? NEWS } as const
        standing.push(purge)
        for (const key of raisedKeys(purge.scope, [purge.selector])) {
          marks.set(key, raise(marks.get(key) ?? NO_MARK, purge, seq))
        }
      } else {
        seen.undos += 1
        standing = standing.filter((purge) => purge !== undone)
        const kin = kinOf([undone.selector]).map((selector) => JSON.stringify(selector))
        const asked = standing.filter(({ selector }) => kin.includes(JSON.stringify(selector)))
        const recounted = marksWithout({ scope: undone.scope, selectors: [undone.selector] }, asked, seq)
        for (const [key, mark] of recounted) marks.set(key, mark)
      }
    }
    for (const [key, mark] of marks) {
      const own = standing.filter(({ scope, selector }) => raisedKeys(scope, [selector]).includes(key))
      expect([seed, key, atRest(mark)]).toEqual([seed, key, atRest(own.reduce((m, p) => raise(m, p, 12), NO_MARK))])
      seen.marks += 1
    }
  }
  expect(seen.undos).toBeGreaterThan(500)
  expect(seen.marks).toBeGreaterThan(1_000)
})

/** What a mark says once all of its deadlines have passed, and while none has. */
function atRest({ invalidatedSeq, deletedSeq, deadlines }: Mark) {
  const inTheEnd = Math.max(deletedSeq, ...deadlines.map(({ seq }) => seq))
  return { inTheEnd, covers: Math.max(invalidatedSeq, inTheEnd) }
}

/** A small generator of its own, so that a seed is a story. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
