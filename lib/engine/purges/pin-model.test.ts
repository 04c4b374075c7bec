import { expect, test } from 'vitest'
import { createMemoryEdge, createMemoryFleet, type MemoryFleet } from '@/lib/adapters/memory/engine'
import type { MemoryJournal } from '@/lib/adapters/memory/journal'
import { prerenderAt, prerenderTargetAt } from '@/lib/adapters/memory/site'
import { answerHit } from '@/lib/engine/handle-request'
import type { EntryStore } from '@/lib/engine/ports'
import { regenerateAnew } from '@/lib/engine/prerenders/regenerate'
import { lookup } from '@/lib/engine/steps/lookup'

/**
 * Every order in which a pin or an unpin, an edit with its deletion, the undo of that, a render with its publication, a fill of
 * another edge and the deliveries of the journal can fall. After each step, and at the end, an edge that has read all of the
 * journal shows what the rows say, in their order: what is pinned, unless a later deletion stands.
 */
test.each([
  ['a pin beside a deletion', { chooser: 1, editor: 1, renderer: 2, filler: 2, deliveryTwo: 1 }, 1_260],
  ['a pin beside a deletion that is undone', { chooser: 1, editor: 1, undoer: 1, filler: 2, deliveryTwo: 2 }, 630],
  ['the same where it is rendered', { chooser: 1, editor: 1, undoer: 1, renderer: 2, deliveryOne: 2 }, 630],
  [
    'the same where it is rendered, and filled elsewhere',
    { chooser: 1, editor: 1, undoer: 1, renderer: 2, filler: 2 },
    630,
  ],
  ['an unpin beside a deletion', { unchooser: 1, editor: 1, renderer: 2, filler: 2, deliveryTwo: 1 }, 1_260],
  ['an unpin beside a deletion that is undone', { unchooser: 1, editor: 1, undoer: 1, filler: 2, deliveryTwo: 2 }, 630],
  [
    'a pin that is taken back while the page is made',
    { chooser: 1, unchooser: 1, renderer: 2, filler: 2, deliveryTwo: 1 },
    1_260,
  ],
] as const)(
  '%s: in no order does an edge that knows of both show what neither lets it',
  { timeout: 120_000 },
  async (_what, actors, count) => {
    const { interleavings, violations } = await explore(actors)
    process.stdout.write(`pin model: ${interleavings} interleavings, ${violations.length} faults\n`)
    expect(interleavings).toBe(count)
    expect(violations).toEqual([])
  },
)

const UNDONE = { chooser: 1, editor: 1, undoer: 1, renderer: 2, filler: 2, deliveryTwo: 1 }
const NOT_UNDONE = { ...UNDONE, undoer: 0 }

test.each<[string, Fault, Actors?]>([
  ['does not obey pins', { hears: (kind) => kind !== 'pin' }],
  ['does not obey the undo of what hid a pinned page', { hears: (kind) => kind !== 'undo' }],
  ['shows a pinned page whatever is deleted', { store: pinnedAt(Number.MAX_SAFE_INTEGER) }],
  ['takes a deletion of before the pin for one of after it', { store: pinnedAt(0) }, NOT_UNDONE],
  ['shows what it made, though another is pinned', { store: madeAlone }],
])('the model finds the fault of an edge that %s', async (_what, fault, actors = UNDONE) => {
  const { violations } = await explore(actors, fault)
  expect(violations.length).toBeGreaterThan(0)
})

type Actor = 'chooser' | 'unchooser' | 'editor' | 'undoer' | 'renderer' | 'filler' | 'deliveryOne' | 'deliveryTwo'
/** How many steps each takes. */
type Actors = Readonly<Partial<Record<Actor, number>>>
type Fault = {
  /** Which rows of the journal an edge obeys. */
  readonly hears?: (kind: string) => boolean
  readonly store?: (store: EntryStore) => EntryStore
}

/** Every order of the actors' steps in which an undo follows what it undoes. Ends with the first that a fault is seen in. */
async function explore(actors: Actors, fault: Fault = {}) {
  const violations: string[] = []
  let interleavings = 0
  for (const order of orders(actors)) {
    interleavings += 1
    violations.push(...(await play(order, fault)))
    if (violations.length > 0) break
  }
  return { interleavings, violations }
}

function* orders(left: Actors, order: readonly Actor[] = []): Generator<readonly Actor[]> {
  const names = ACTORS.filter((actor) => (left[actor] ?? 0) > 0)
  if (names.length === 0) yield order
  for (const actor of names) {
    if (actor === 'undoer' && (left.editor ?? 0) > 0) continue
    yield* orders({ ...left, [actor]: (left[actor] ?? 0) - 1 }, [...order, actor])
  }
}

const ACTORS: readonly Actor[] = [
  ...(['chooser', 'unchooser', 'editor', 'undoer', 'renderer', 'filler', 'deliveryOne', 'deliveryTwo'] as const),
]

async function play(order: readonly Actor[], fault: Fault): Promise<string[]> {
  const world = await openWorld(fault, { isPinned: order.includes('unchooser') && !order.includes('chooser') })
  const violations: string[] = []
  const expectAllowed = (what: string, seen: { readonly outcome: string; readonly body: string }) => {
    if (!isAllowed(world.said, seen)) violations.push(`${what} shows ${seen.outcome} ${seen.body}: ${order.join(' ')}`)
  }
  for (const actor of order) {
    await world.steps[actor].shift()?.()
    await quiet()
    for (const [name, edge] of world.edges) {
      if (edge.engine.view.seq !== world.seq()) continue
      const hit = answerHit(edge.engine, edge.request('/page'))
      if (hit?.body instanceof Uint8Array) {
        const outcome = [hit.outcome.status, hit.outcome.reason].filter((word) => word !== null).join(' ')
        expectAllowed(`edge ${name}, after ${actor},`, { outcome, body: new TextDecoder().decode(hit.body) })
      }
    }
  }
  world.finish()
  for (const [name, edge] of world.edges) {
    await edge.sync()
    expectAllowed(`edge ${name}, at last,`, await edge.get('/page'))
  }
  return violations
}

/** What the journal says so far. */
type Said = { pinnedSeq: number | null; deletedSeq: number | null }

/** `v0` is what is pinned, `v1` was current then, `v2` is what is made since the edit. */
function isAllowed({ pinnedSeq, deletedSeq }: Said, { outcome, body }: { outcome: string; body: string }): boolean {
  const isShown = pinnedSeq !== null && (deletedSeq ?? 0) < pinnedSeq
  if (isShown) return outcome === 'HIT pinned' && body === 'v0'
  if (outcome === 'HIT pinned') return false
  return deletedSeq === null ? body !== 'v0' : body === 'v2'
}

async function openWorld({ hears, store = (entries) => entries }: Fault, { isPinned }: { readonly isPinned: boolean }) {
  const fleet = createMemoryFleet()
  const { journal, entries } = fleet
  const page = prerenderAt('/page', { expiration: false })
  const target = prerenderTargetAt('/page', [page])
  const open = { publication: gate(), fill: gate() }
  let [content, isGated] = ['v0', false]
  const edgeOf = async (edgeId: string, changed: Partial<EntryStore>) => {
    const beside: MemoryFleet = {
      ...fleet,
      journal: hears === undefined ? journal : hearing(journal, hears),
      entries: store({ ...bound(entries), ...changed }),
    }
    const edge = createMemoryEdge({
      edgeId,
      beside,
      outputs: [page],
      answer: () => ({ body: content, tags: ['news'] }),
    })
    await edge.sync()
    return edge
  }
  const one = await edgeOf('one', {
    async commit(generation) {
      if (isGated) await open.publication.passed
      return entries.commit(generation)
    },
  })
  const two = await edgeOf('two', {
    async read(id, tags) {
      const found = await entries.read(id, tags)
      if (isGated) await open.fill.passed
      return found
    },
  })
  const make = () => regenerateAnew(one.engine, { prerender: target, cause: 'time', protocol: 'http', headers: [] })
  for (content of ['v0', 'v1']) {
    await make()
    fleet.clock.advance(1)
  }
  const said: Said = { pinnedSeq: isPinned ? entries.pin(target.id, 0) : null, deletedSeq: null }
  for (const edge of [one, two]) {
    await edge.sync()
    await edge.get('/page')
  }
  isGated = true
  const scope = { projectId: target.id.projectId, environment: null, domain: null, deploymentId: null }
  const purge = {
    mode: 'delete',
    scope,
    selectors: [{ kind: 'tag', tag: 'news' }],
    actor: 'editor',
    reason: null,
  } as const
  const steps: Record<Actor, (() => unknown)[]> = {
    chooser: [() => Object.assign(said, { pinnedSeq: entries.pin(target.id, 0) })],
    unchooser: [
      () => {
        entries.pin(target.id, null)
        said.pinnedSeq = null
      },
    ],
    editor: [
      async () => {
        content = 'v2'
        said.deletedSeq = await journal.append(purge)
      },
    ],
    undoer: [
      () => {
        journal.undo(said.deletedSeq ?? 0)
        said.deletedSeq = null
      },
    ],
    renderer: [() => void make(), () => open.publication.pass()],
    filler: [
      () => {
        two.engine.region.clear()
        void lookup(two.engine, target)
      },
      () => open.fill.pass(),
    ],
    deliveryOne: [one.sync, one.sync],
    deliveryTwo: [two.sync, two.sync],
  }
  const edges = [
    ['one', one],
    ['two', two],
  ] as const
  const finish = () => {
    open.publication.pass()
    open.fill.pass()
  }
  return { edges, steps, said, finish, seq: () => journal.seq }
}

/** The pinned entry, with another number for its pin. */
function pinnedAt(pinnedSeq: number) {
  return (store: EntryStore): EntryStore => ({
    ...bound(store),
    async read(id, tags) {
      const found = await store.read(id, tags)
      return { ...found, pinned: found.pinned && { ...found.pinned, pinnedSeq } }
    },
  })
}

/** A store that does not tell whoever stores a page that another is pinned. */
function madeAlone(store: EntryStore): EntryStore {
  return {
    ...bound(store),
    commit: async (generation) => ({ ...(await store.commit(generation)), isPinned: false }),
  }
}

function hearing(journal: MemoryJournal, hears: (kind: string) => boolean): MemoryJournal {
  const readAfter: MemoryJournal['readAfter'] = async (...asked) => {
    const read = await journal.readAfter(...asked)
    return { ...read, rows: read.rows.filter(({ kind }) => hears(kind)) }
  }
  // Its numbers grow: a copy would keep those of now.
  return Object.assign(Object.create(journal), { readAfter })
}

function bound(store: EntryStore): EntryStore {
  return {
    read: (...asked) => store.read(...asked),
    commit: (generation) => store.commit(generation),
    recordFailure: (failure) => store.recordFailure(failure),
    storedOutputs: (groupKey) => store.storedOutputs(groupKey),
    countVariants: (id) => store.countVariants(id),
  }
}

function gate() {
  const { promise: passed, resolve: pass } = Promise.withResolvers<void>()
  return { passed, pass }
}

/** Everything here resolves in microtasks: when a macrotask comes, nothing is left to do. */
function quiet(): Promise<void> {
  return new Promise((settled) => setImmediate(settled))
}
