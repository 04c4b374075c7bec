import { expect, test } from 'vitest'
import { createMemoryBlobStore } from '@/lib/adapters/memory/blob-store'
import { createMemoryBypassTokens } from '@/lib/adapters/memory/bypass-tokens'
import { CLOSED_DOOR } from '@/lib/adapters/memory/door'
import { createMemoryEntryStore } from '@/lib/adapters/memory/entry-store'
import { createMemoryJournal, type MemoryJournal } from '@/lib/adapters/memory/journal'
import { createMemoryLeases } from '@/lib/adapters/memory/leases'
import { createManualClock } from '@/lib/adapters/memory/manual-clock'
import { createMemoryPacker } from '@/lib/adapters/memory/packer'
import { HOST, PROJECT, prerenderAt, prerenderTargetAt, siteOf } from '@/lib/adapters/memory/site'
import { createStreamPacker } from '@/lib/adapters/memory/stream-packer'
import { createMemoryValueStore } from '@/lib/adapters/memory/value-store'
import { CallRecord } from '@/lib/engine/calls/call-record'
import { createEngine, type Engine } from '@/lib/engine/engine'
import { NO_COVER } from '@/lib/engine/entry'
import { handleRequest } from '@/lib/engine/handle-request'
import type { EntryStore, FunctionRuntime } from '@/lib/engine/ports'
import { regenerateAnew } from '@/lib/engine/prerenders/regenerate'
import { JournalView } from '@/lib/engine/purges/journal-view'
import { lookup } from '@/lib/engine/steps/lookup'
import type { CachedValue } from '@/lib/engine/values/value'
import { readValue } from '@/lib/engine/values/value-cache'

/**
 * Every order in which an edit with its purge, a render, its publication, a fill of another edge and the deliveries of
 * the purge can fall. The steps are the engine's own; only their pace is set by gates. Afterwards both edges are asked
 * for the page: one that calls an old page a HIT would do so until somebody purges again.
 */
test('in no order is a page from before a purge called fresh after it', async () => {
  const { interleavings, violations } = await explore({ change: (store) => store, source: 'origin' })
  process.stdout.write(`purge model: ${interleavings} interleavings, ${violations.length} stale pages called fresh\n`)
  expect(interleavings).toBeGreaterThanOrEqual(560)
  expect(violations).toEqual([])
})

test('nor one that shows what the data cache kept from before it', async () => {
  const { interleavings, violations } = await explore({ change: (store) => store, source: 'data cache' })
  process.stdout.write(`purge model with a data cache: ${interleavings} interleavings, ${violations.length} faults\n`)
  expect(interleavings).toBeGreaterThanOrEqual(560)
  expect(violations).toEqual([])
})

test('nor one that was given a stale value, if its age is counted', async () => {
  const { violations } = await explore({ change: (store) => store, source: 'stale values too' })
  expect(violations).toEqual([])
})

test('the model finds the fault of a page that takes no account of the age of what it read', async () => {
  const { violations } = await explore({ change: (store) => store, source: 'stale values of unknown age' })
  expect(violations.length).toBeGreaterThan(0)
})

test('the model finds the fault of a stamp taken when the page is written, as a clock would', async () => {
  const { violations } = await explore({ change: stampedAtTheWrite, source: 'origin' })
  expect(violations.length).toBeGreaterThan(0)
})

test('nor does the undo of another purge of the same tag, at any moment, make an old page fresh', async () => {
  const { interleavings, violations } = await explore({ change: (store) => store, source: 'origin', plot: UNDO_BESIDE })
  process.stdout.write(`purge model with an undo: ${interleavings} interleavings, ${violations.length} faults\n`)
  expect(interleavings).toBeGreaterThanOrEqual(4_000)
  expect(violations).toEqual([])
  // Ten times as many orders as the others: long on a machine that has other things to do.
}, 120_000)

test('the model finds the fault of an undo that takes every purge of the tag along', async () => {
  const plot = { ...UNDO_BESIDE, isOver: 'at the first fault' } as const
  const { violations } = await explore({ change: undoneAltogether, source: 'origin', plot })
  expect(violations.length).toBeGreaterThan(0)
})

test('in no order is a page still held for purged when its purge was undone', async () => {
  const { interleavings, violations } = await explore({ change: (store) => store, source: 'origin', plot: UNDO_ALONE })
  process.stdout.write(`purge model, undone: ${interleavings} interleavings, ${violations.length} faults\n`)
  expect(interleavings).toBeGreaterThanOrEqual(560)
  expect(violations).toEqual([])
})

test('the model finds the fault of an edge that does not obey an undo', async () => {
  const plot = { ...UNDO_ALONE, isDeaf: true, isOver: 'at the first fault' } as const
  const { violations } = await explore({ change: (store) => store, source: 'origin', plot })
  expect(violations.length).toBeGreaterThan(0)
})

/** What is wrong if a mark is simply removed: the other purges of its selector are forgotten with the undone one. */
function undoneAltogether(store: EntryStore, journal: MemoryJournal): EntryStore {
  return {
    ...forwarding(store),
    read: async (id, tags) => {
      const found = await store.read(id, tags)
      const { rows } = await journal.readAfter(0)
      return rows.some(({ kind }) => kind === 'undo') ? { ...found, cover: NO_COVER } : found
    },
  }
}

/** What a wall clock does: a page is as new as the moment it is stored, whatever its render had seen. */
function stampedAtTheWrite(store: EntryStore, journal: MemoryJournal): EntryStore {
  return {
    ...forwarding(store),
    commit: (generation) => {
      const stamp = journal.seq
      const members = generation.members.map((member) => ({ ...member, stamp }))
      return store.commit({ ...generation, stamp, members })
    },
  }
}

const ACTORS = { editor: 2, undoer: 0, renderer: 3, filler: 2, deliveryOne: 1, deliveryTwo: 1 }
type Actor = keyof typeof ACTORS

/** What is told of purges. */
type Plot = {
  readonly actors: Readonly<Record<Actor, number>>
  /** `beside`: an earlier purge of the tag, which edge one knows, is undone at any time. `alone`: the only one is, after it was made. */
  readonly undo: 'none' | 'beside' | 'alone'
  /** Edges pass over undos. */
  readonly isDeaf?: boolean
  /** Absent: once every order was tried. */
  readonly isOver?: 'at the first fault'
}
const PURGE: Plot = { actors: ACTORS, undo: 'none' }
const UNDO_BESIDE: Plot = { actors: { ...ACTORS, undoer: 1 }, undo: 'beside' }
const UNDO_ALONE: Plot = { actors: { ...ACTORS, undoer: 1 }, undo: 'alone' }

/** Where the page's function has its content from, and how the store behind the edges is changed. */
type World = {
  readonly change: (store: EntryStore, journal: MemoryJournal) => EntryStore
  readonly source: 'origin' | 'data cache' | 'stale values too' | 'stale values of unknown age'
  readonly plot?: Plot
}

async function explore(how: World) {
  const violations: string[] = []
  let interleavings = 0
  for (const order of orders(how.plot ?? PURGE)) {
    interleavings += 1
    violations.push(...(await play(order, how)))
    if (violations.length > 0 && how.plot?.isOver) break
  }
  return { interleavings, violations }
}

/** All interleavings of the actors' steps in which a purge is delivered after it was made. */
function* orders(
  plot: Plot,
  taken: Readonly<Record<Actor, number>> = NOTHING_TAKEN,
  order: readonly Actor[] = [],
): Generator<readonly Actor[]> {
  const left = actors().filter((actor) => taken[actor] < plot.actors[actor])
  if (left.length === 0) yield order
  for (const actor of left) {
    const isDelivery = actor === 'deliveryOne' || actor === 'deliveryTwo'
    if ((isDelivery || (actor === 'undoer' && plot.undo === 'alone')) && taken.editor < ACTORS.editor) continue
    yield* orders(plot, { ...taken, [actor]: taken[actor] + 1 }, [...order, actor])
  }
}

const NOTHING_TAKEN = { editor: 0, undoer: 0, renderer: 0, filler: 0, deliveryOne: 0, deliveryTwo: 0 }

function actors(): readonly Actor[] {
  return ['editor', 'undoer', 'renderer', 'filler', 'deliveryOne', 'deliveryTwo']
}

/** Plays one order and names what went wrong. */
async function play(order: readonly Actor[], how: World) {
  const world = await openWorld(how)
  for (const actor of order) {
    await world.steps[actor].shift()?.()
    await quiet()
  }
  // An undo counts once it has arrived.
  if (how.plot?.undo === 'alone') await Promise.all([world.one.sync(), world.two.sync()])
  const violations: string[] = []
  for (const edge of [world.one, world.two]) {
    const { outcome, body } = await handleRequest(edge.engine, REQUEST)
    const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : ''
    if (how.plot?.undo === 'alone') {
      if (outcome.status !== 'HIT') violations.push(`${edge.name}: ${outcome.status} after ${order.join(' ')}`)
    } else if (outcome.status === 'HIT' && text !== world.content()) violations.push(`${edge.name}: ${order.join(' ')}`)
  }
  return violations
}

async function openWorld({ change, source, plot = PURGE }: World) {
  const clock = createManualClock(0)
  const journal = createMemoryJournal(clock)
  const store = change(createMemoryEntryStore(journal), journal)
  let content = 'before the edit'
  const open = { content: gate(), publication: gate(), fill: gate() }

  const values = createMemoryValueStore(journal)
  await values.write(firstValue())
  const functions: FunctionRuntime = {
    async invoke(call) {
      await open.content.passed
      // A live call is given stale values, a render is not.
      const record = new CallRecord(source === 'data cache' ? call : { ...call, purpose: 'live' })
      const kept = source === 'origin' ? undefined : await readContent(one.engine, record)
      const bytes = kept ?? new TextEncoder().encode(content)
      const stamp = source === 'stale values of unknown age' ? call.stamp : record.stamp
      const body = (async function* () {
        yield bytes
      })()
      return {
        kind: 'answered',
        status: 200,
        headers: [],
        body,
        tags: Promise.resolve(['news']),
        stamp: Promise.resolve(stamp),
      }
    },
  }
  const edgeOf = async (name: string, entries: EntryStore) => {
    const view = new JournalView()
    const sync = async () => {
      const read = await journal.readAfter(view.seq)
      const rows = plot.isDeaf ? read.rows.filter(({ kind }) => kind !== 'undo') : read.rows
      view.apply({ ...read, rows }, clock.nowMs())
    }
    const sites = { find: () => SITE }
    const leases = createMemoryLeases(clock).of(name)
    const outside = { clock, journal, leases, functions, entries, values, sites, blobs: createMemoryBlobStore() }
    const origins = { call: () => Promise.reject(new Error('There is no other server.')) }
    const quietly = {
      origins,
      announce: () => {},
      catchUp: sync,
      background: (work: Promise<unknown>) => void work.catch(() => {}),
      observe: () => {},
    }
    const earlierAssets = { find: async () => undefined }
    const images = { optimize: () => Promise.reject(new Error('There are no images.')) }
    const settings = {
      regionCacheBytes: 1_000_000,
      valueMemoryBytes: 1_000_000,
      variantLimit: 10,
      retryMs: 0,
      knownHosts: null,
      dashboardUrl: null,
    }
    const engine = createEngine(
      {
        ...outside,
        ...quietly,
        images,
        earlierAssets,
        door: CLOSED_DOOR,
        bypassTokens: createMemoryBypassTokens(),
        packer: createMemoryPacker(),
        streamPacker: createStreamPacker(),
        ids: { next: () => name },
        settings,
      },
      view,
    )
    await sync()
    return { name, engine, sync }
  }
  const one = await edgeOf('edge one', {
    ...forwarding(store),
    commit: async (generation) => {
      await open.publication.passed
      return store.commit(generation)
    },
  })
  const two = await edgeOf('edge two', {
    ...forwarding(store),
    read: async (id, tags) => {
      const found = await store.read(id, tags)
      await open.fill.passed
      return found
    },
  })
  await store.commit(firstGeneration())

  const purge = {
    mode: 'invalidate',
    scope: { projectId: PROJECT, environment: null, domain: HOST, deploymentId: null },
    selectors: [{ kind: 'tag', tag: 'news' }],
    actor: 'editor',
    reason: null,
  } as const
  if (plot.undo === 'beside') {
    await journal.append({ ...purge, mode: 'delete' })
    await one.sync()
  }
  const steps: Record<Actor, (() => unknown)[]> = {
    editor: [
      () => {
        content = 'after the edit'
      },
      () => journal.append(purge),
    ],
    undoer: [() => journal.undo(1)],
    renderer: [
      // Anew: another edge's page, which is fresh until the purge arrives, must not spare the render.
      () => void regenerateAnew(one.engine, { prerender: PRERENDER, cause: 'time', protocol: 'http', headers: [] }),
      () => open.content.pass(),
      () => open.publication.pass(),
    ],
    filler: [() => void lookup(two.engine, PRERENDER), () => open.fill.pass()],
    deliveryOne: [one.sync],
    deliveryTwo: [two.sync],
  }
  return { one, two, steps, content: () => content }
}

const PAGE = prerenderAt('/page', { expiration: false })
const SITE = siteOf([PAGE])
const REQUEST = {
  method: 'GET',
  host: HOST,
  authority: HOST,
  target: '/page',
  rawHeaders: ['Host', HOST],
  protocol: 'http',
  clientIp: '127.0.0.1',
  body: null,
} as const
const PRERENDER = prerenderTargetAt('/page', [PAGE])

/** The page as it was stored before anything happened. */
function firstGeneration() {
  const bytes = new TextEncoder().encode('before the edit')
  const body = { sha256: '0'.repeat(64), identity: bytes, brotli: null }
  const version = { id: null, status: 200, headers: [], tags: ['news'], body, state: null }
  const times = { generatedAtMs: 0, invocationId: 'first', staleAtMs: null, expiresAtMs: null, retryAtMs: null }
  const entry = { id: PRERENDER.id, version, stamp: 0, ...times, isFromBuild: false, pinnedSeq: null }
  const { groupKey } = PRERENDER.id
  return {
    groupKey,
    stamp: 0,
    begunAtMs: 0,
    endedAtMs: 0,
    cause: 'cold',
    invocationId: 'first',
    members: [entry],
  } as const
}

/** What the data cache holds of that time. */
function firstValue(): CachedValue {
  const id = { projectId: PROJECT, environment: SITE.environment, kind: 'fetch', key: 'content' } as const
  const identity = new TextEncoder().encode('before the edit')
  const body = { sha256: '0'.repeat(64), identity, brotli: null }
  return { id, tags: ['news'], note: '', body, stamp: 0, madeAtMs: 0, expiresAtMs: null }
}

/** What a function is given of it, stale or not. */
async function readContent(engine: Engine, call: CallRecord): Promise<Uint8Array | undefined> {
  const ask = { kind: 'fetch', key: 'content', tags: [] } as const
  return (await readValue(engine, { site: SITE, bundle: 'page', call }, ask)).bytes
}

function gate() {
  const { promise, resolve: pass } = Promise.withResolvers<void>()
  return { passed: promise, pass }
}

/** A store's methods, bound: a spread of the instance would lose them. */
function forwarding(store: EntryStore): EntryStore {
  return {
    read: (id, tags) => store.read(id, tags),
    commit: (generation) => store.commit(generation),
    recordFailure: (failure) => store.recordFailure(failure),
    storedOutputs: (groupKey) => store.storedOutputs(groupKey),
    countVariants: (id) => store.countVariants(id),
  }
}

/** Everything here resolves in microtasks: when a macrotask comes, nothing is left to do. */
function quiet(): Promise<void> {
  return new Promise((settled) => setImmediate(settled))
}
