import { describe, expect, test } from 'vitest'
import { bodyOf, entryOf, generationOf, idOf, purgeOf, T0 } from '@/lib/engine/contract-tests/builders'
import { deletionOf } from '@/lib/engine/cover'
import { type Entry, type EntryId, NO_COVER } from '@/lib/engine/entry'
import type { EntryStore, Journal } from '@/lib/engine/ports'

/** A store, and the journal whose purges cover its entries. */
type Opened = {
  readonly store: EntryStore
  readonly journal: Journal
  /** Pins one of the generations of the group of `id`, counted from 0 as they were made; `null` unpins. Gives the journal number. */
  readonly pin: (id: EntryId, generation: number | null) => Promise<number>
}

/** Every EntryStore must pass this. */
export function testEntryStore(name: string, open: () => Promise<Opened>): void {
  describe(`EntryStore: ${name}`, () => {
    storesExactly(open)
    ordersByStamp(open)
    countsOnlyChanges(open)
    readsCovers(open)
    remembersFailures(open)
    pinsGenerations(open)
  })
}

function storesExactly(open: () => Promise<Opened>): void {
  test('a key that was never committed is absent', async () => {
    const { store } = await open()
    const nothing = { entry: undefined, pinned: undefined }
    expect(await store.read(idOf(), [])).toEqual({ ...nothing, retryAtMs: null, cover: NO_COVER, seq: 0 })
  })

  test('an entry comes back exactly as committed: instants, repeated headers in order, odd tags, any byte', async () => {
    const { store } = await open()
    const entry = entryOf({
      staleAtMs: null,
      expiresAtMs: T0 + 90_000,
      isFromBuild: true,
      version: {
        status: 404,
        headers: [
          ['X-One', 'b'],
          ['x-one', 'a'],
          ['x-quoted', '"\\,{}é'],
          ['x-empty', ''],
        ],
        tags: ['post:1', 'a,b', '{"x"}', 'back\\slash', 'NULL', 'é🦊', ''],
        body: { ...bodyOf(''), identity: Uint8Array.from({ length: 256 }, (_, byte) => byte), sha256: 'b'.repeat(64) },
      },
    })
    const { members } = await store.commit(generationOf([entry], { stamp: 7 }))
    const stored = await store.read(entry.id, [])
    expect(stored.entry).toEqual({ ...entry, stamp: 7, version: { ...entry.version, id: members[0]?.versionId } })
    expect(members[0]?.versionId).toEqual(expect.any(String))
  })

  test('an empty body is stored', async () => {
    const { store } = await open()
    const { members } = await store.commit(generationOf([entryOf({ version: { body: bodyOf('') } })]))
    expect(members[0]?.writeUnits).toBe(1)
    expect((await store.read(idOf(), [])).entry?.version.body.identity).toHaveLength(0)
  })

  test('distinct keys hold distinct entries, on another domain, deployment, path or query alike', async () => {
    const { store } = await open()
    const ids = [
      idOf(),
      idOf({ domain: 'b.test' }),
      idOf({ deploymentId: 'dpl_2' }),
      idOf({ path: '/b' }),
      idOf({ query: 'q=1' }),
      idOf({ output: '/[slug].rsc', variant: 'rsc' }),
    ]
    for (const id of ids) await store.commit(generationOf([entryOf({ id, version: { body: bodyOf(id.key) } })]))
    for (const id of ids) expect((await store.read(id, [])).entry?.version.body).toEqual(bodyOf(id.key))
  })

  test('the outputs of which a group has an entry are told by name, none of another group', async () => {
    const { store } = await open()
    const [html, rsc] = pairOf('one')
    expect(await store.storedOutputs(html.id.groupKey)).toEqual([])
    await store.commit(generationOf([html]))
    await store.commit(generationOf([entryOf({ id: idOf({ path: '/b' }) })]))
    expect(await store.storedOutputs(html.id.groupKey)).toEqual(['/[slug]'])
    await store.commit(generationOf([html, rsc]))
    expect((await store.storedOutputs(html.id.groupKey)).toSorted()).toEqual(['/[slug]', '/[slug].rsc'])
  })

  test('query variants of a path and output are counted; other paths, outputs and domains are not', async () => {
    const { store } = await open()
    const others = [
      idOf({ path: '/b' }),
      idOf({ domain: 'b.test' }),
      idOf({ deploymentId: 'dpl_2' }),
      idOf({ output: '/[slug].rsc', variant: 'rsc' }),
    ]
    const variants = [idOf(), idOf({ query: 'q=1' }), idOf({ query: 'q=2' })]
    expect(await store.countVariants(idOf())).toBe(0)
    for (const id of [...others, ...variants]) await store.commit(generationOf([entryOf({ id })]))
    expect(await store.countVariants(idOf({ query: 'q=3' }))).toBe(3)
  })
}

function ordersByStamp(open: () => Promise<Opened>): void {
  test('a render that began earlier never replaces one that began later', async () => {
    const { store } = await open()
    const newer = entryOf({ version: { body: bodyOf('newer') } })
    await store.commit(generationOf([newer], { stamp: 5 }))
    const outcome = await store.commit(generationOf([entryOf({ version: { body: bodyOf('older') } })], { stamp: 4 }))
    expect(outcome).toMatchObject({ kind: 'superseded', members: [{ writeUnits: 0, versionId: null }] })
    expect((await store.read(idOf(), [])).entry).toMatchObject({ stamp: 5, version: { body: bodyOf('newer') } })
  })

  test('of two renders that began alike the one that ended later is kept, whichever is stored first', async () => {
    const { store } = await open()
    const endedAt = (ms: number, text: string) =>
      generationOf([entryOf({ generatedAtMs: T0 + ms, version: { body: bodyOf(text) } })], { stamp: 5 })
    const commits = [endedAt(1, 'first'), endedAt(3, 'third'), endedAt(2, 'second'), endedAt(3, 'third too')]
    const outcomes: string[] = []
    for (const commit of commits) outcomes.push((await store.commit(commit)).kind)
    expect(outcomes).toEqual(['stored', 'stored', 'superseded', 'stored'])
    expect((await store.read(idOf(), [])).entry?.version.body).toEqual(bodyOf('third too'))
  })

  test('a page of which one member is newer is kept whole', async () => {
    const { store } = await open()
    const [html, rsc] = pairOf('newer')
    await store.commit(generationOf([{ ...rsc, generatedAtMs: T0 + 1 }], { stamp: 5 }))
    expect((await store.commit(generationOf([html, rsc], { stamp: 5 }))).kind).toBe('superseded')
    expect((await store.read(html.id, [])).entry).toBeUndefined()
  })

  test('twenty commits of a group at once leave the one with the highest stamp, all its members together', async () => {
    const { store } = await open()
    const [html, rsc] = pairOf('')
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => store.commit(generationOf(pairOf(`body ${n}`), { stamp: (n * 7) % 20 }))),
    )
    const winner = Array.from({ length: 20 }, (_, n) => n).find((n) => (n * 7) % 20 === 19)
    for (const { id } of [html, rsc]) {
      expect((await store.read(id, [])).entry).toMatchObject({
        stamp: 19,
        version: { body: { sha256: bodyOf(`body ${winner}`).sha256 } },
      })
    }
  })

  test('a superseded generation stores none of its members, not even those nobody stored before', async () => {
    const { store } = await open()
    const [html, rsc] = pairOf('one')
    await store.commit(generationOf([html], { stamp: 5 }))
    expect((await store.commit(generationOf(pairOf('two'), { stamp: 4 }))).kind).toBe('superseded')
    expect((await store.read(rsc.id, [])).entry).toBeUndefined()
  })
}

function countsOnlyChanges(open: () => Promise<Opened>): void {
  test('a regeneration that changes nothing keeps the version, costs no unit, and renews stamp and instants', async () => {
    const { store } = await open()
    const first = await store.commit(generationOf([entryOf({ isFromBuild: true })], { stamp: 1 }))
    const again = entryOf({ generatedAtMs: T0 + 60_000, staleAtMs: T0 + 120_000, expiresAtMs: T0 + 240_000 })
    const renewed = await store.commit(generationOf([again], { stamp: 2 }))
    const versionId = first.members[0]?.versionId
    expect(renewed).toMatchObject({ kind: 'renewed', members: [{ writeUnits: 0, versionId }] })
    expect((await store.read(idOf(), [])).entry).toMatchObject({
      stamp: 2,
      generatedAtMs: T0 + 60_000,
      staleAtMs: T0 + 120_000,
      expiresAtMs: T0 + 240_000,
      isFromBuild: false,
      version: { id: versionId },
    })
  })

  test.each([
    ['status', { status: 404 }],
    ['headers', { headers: [['x', '1']] as const }],
    ['tags', { tags: ['other'] }],
    ['bytes', { body: bodyOf('other') }],
    ['state', { state: bodyOf('postponed') }],
  ])('another version is made when only the %s differ', async (_what, version) => {
    const { store } = await open()
    const first = await store.commit(generationOf([entryOf()]))
    const second = await store.commit(generationOf([entryOf({ version })], { stamp: 1 }))
    expect(second).toMatchObject({ kind: 'stored', members: [{ writeUnits: 1 }] })
    expect(second.members[0]?.versionId).not.toBe(first.members[0]?.versionId)
    expect((await store.read(idOf(), [])).entry?.version).toMatchObject({
      id: second.members[0]?.versionId,
      ...version,
    })
  })

  test('of a changed and an unchanged member only the changed one gets a version and costs units', async () => {
    const { store } = await open()
    const [html, rsc] = pairOf('one')
    const first = await store.commit(generationOf([html, rsc], { stamp: 1 }))
    const changed = entryOf({ id: rsc.id, version: { body: bodyOf('two') } })
    const second = await store.commit(generationOf([html, changed], { stamp: 2 }))
    expect(second).toMatchObject({
      kind: 'stored',
      members: [{ writeUnits: 0, versionId: first.members[0]?.versionId }, { writeUnits: 1 }],
    })
    expect((await store.read(html.id, [])).entry).toMatchObject({ stamp: 2 })
    expect((await store.read(rsc.id, [])).entry).toMatchObject({ stamp: 2, version: { body: bodyOf('two') } })
  })

  test('going back to bytes stored before is a change like any other', async () => {
    const { store } = await open()
    const kinds: string[] = []
    for (const [stamp, text] of ['one', 'two', 'one'].entries()) {
      kinds.push((await store.commit(generationOf([entryOf({ version: { body: bodyOf(text) } })], { stamp }))).kind)
    }
    expect(kinds).toEqual(['stored', 'stored', 'stored'])
    expect((await store.read(idOf(), [])).entry?.version.body).toEqual(bodyOf('one'))
  })

  test.each([
    [1, 8192],
    [2, 8193],
    [2, 16_384],
  ])('a write costs %i units for %i stored bytes', async (units, length) => {
    const { store } = await open()
    const { members } = await store.commit(generationOf([entryOf({ version: { body: bodyOf('x'.repeat(length)) } })]))
    expect(members[0]?.writeUnits).toBe(units)
  })

  test("the build's copy comes too late where anything is stored", async () => {
    const { store } = await open()
    await store.commit(generationOf([entryOf({ version: { body: bodyOf('rendered') } })], { stamp: 5 }))
    const late = generationOf([entryOf({ version: { body: bodyOf('built') } })], { stamp: 5, cause: 'build' })
    expect(await store.commit(late)).toMatchObject({
      kind: 'superseded',
      members: [{ writeUnits: 0, versionId: null }],
    })
    expect((await store.read(idOf(), [])).entry?.version.body).toEqual(bodyOf('rendered'))
  })

  test('a shell and its postponed state are one version: read together, replaced together, both counted', async () => {
    const { store } = await open()
    const partial = (text: string) => ({ body: bodyOf(text), state: bodyOf(`${text} ${'s'.repeat(8192)}`) })
    const first = await store.commit(generationOf([entryOf({ version: partial('one') })]))
    expect(first.members[0]?.writeUnits).toBe(2)
    expect((await store.read(idOf(), [])).entry?.version).toMatchObject(partial('one'))
    await store.commit(generationOf([entryOf({ version: partial('two') })], { stamp: 1 }))
    expect((await store.read(idOf(), [])).entry?.version).toMatchObject(partial('two'))
    await store.commit(generationOf([entryOf({ version: { body: bodyOf('whole') } })], { stamp: 2 }))
    expect((await store.read(idOf(), [])).entry?.version).toMatchObject({ body: bodyOf('whole'), state: null })
  })
}

/** Beyond any clock of a test. */
const FAR = 4_000_000_000_000

function readsCovers(open: () => Promise<Opened>): void {
  const narrowed = (
    domain: string | null,
    deploymentId: string | null,
    environment: 'production' | 'preview' | null = null,
  ) => ({ projectId: 'prj_1', environment, domain, deploymentId })
  const covering = [
    narrowed(null, null),
    narrowed('a.test', null),
    narrowed(null, 'dpl_1'),
    narrowed('a.test', 'dpl_1'),
    narrowed(null, null, 'production'),
    narrowed(null, 'dpl_1', 'production'),
  ]
  const foreign = [
    narrowed('b.test', null),
    narrowed(null, 'dpl_2'),
    narrowed('b.test', 'dpl_1'),
    narrowed(null, null, 'preview'),
    narrowed(null, 'dpl_2', 'production'),
    { projectId: 'prj_2', environment: null, domain: null, deploymentId: null },
  ]
  const selectors = [
    [{ kind: 'all' }, 'path'],
    [{ kind: 'path', path: '/a' }, 'path'],
    [{ kind: 'tag', tag: 'é,"{}' }, 'tag'],
  ] as const
  const tagged = () => entryOf({ version: { tags: ['other', 'é,"{}'] } })

  test.each(selectors)(
    'a purge by %j covers what it reaches in each of its scopes, and nothing else',
    async (selector, by) => {
      const { store, journal } = await open()
      await store.commit(generationOf([tagged()]))
      for (const scope of foreign) await journal.append(purgeOf({ scope, selectors: [selector] }))
      expect((await store.read(idOf(), [])).cover).toEqual(NO_COVER)
      for (const scope of covering) {
        const seq = await journal.append(purgeOf({ scope, selectors: [selector] }))
        const cover = { ...NO_COVER, invalidatedSeq: seq, invalidatedBy: by }
        expect(await store.read(idOf(), [])).toMatchObject({ cover, seq })
      }
      const deletion = await journal.append(purgeOf({ mode: 'delete', selectors: [selector] }))
      expect((await store.read(idOf(), [])).cover).toMatchObject({ deletedSeq: deletion, deletedBy: by })
    },
  )

  test('deletions to come are told until they are superseded, by what they go by', async () => {
    const { store, journal } = await open()
    const [tag, path] = [{ kind: 'tag', tag: 'other' } as const, { kind: 'path', path: '/a' } as const]
    await store.commit(generationOf([tagged()]))
    const first = await journal.append(purgeOf({ mode: 'delete', deleteAtMs: FAR + 30_000, selectors: [tag] }))
    const second = await journal.append(purgeOf({ mode: 'delete', deleteAtMs: FAR + 60_000, selectors: [path, tag] }))
    const deadlines = [
      { seq: first, atMs: FAR + 30_000, by: 'tag' },
      { seq: second, atMs: FAR + 60_000, by: expect.any(String) },
    ]
    expect((await store.read(idOf(), [])).cover).toMatchObject({ invalidatedSeq: second, deletedSeq: 0, deadlines })
    const committed = await store.commit(generationOf([tagged()]))
    expect(committed.members[0]?.cover).toMatchObject({ invalidatedSeq: second, deletedSeq: 0, deadlines })
    const sooner = await journal.append(purgeOf({ mode: 'delete', deleteAtMs: FAR + 10_000, selectors: [path] }))
    expect((await store.read(idOf(), [])).cover.deadlines).toEqual([{ seq: sooner, atMs: FAR + 10_000, by: 'path' }])
    const deletion = await journal.append(purgeOf({ mode: 'delete', selectors: [tag] }))
    expect((await store.read(idOf(), [])).cover).toMatchObject({ deletedSeq: deletion, deadlines: [] })
  })

  test('a deadline that has passed is a deletion, whatever comes after it', async () => {
    const { store, journal } = await open()
    await store.commit(generationOf([tagged()]))
    const due = await journal.append(purgeOf({ mode: 'delete', deleteAtMs: 0 }))
    expect(deletionOf((await store.read(idOf(), [])).cover, due - 1, FAR)).toBe('path')
    const later = await journal.append(purgeOf({ mode: 'delete', deleteAtMs: FAR }))
    const { cover } = await store.read(idOf(), [])
    expect(cover).toMatchObject({ deletedSeq: due, invalidatedSeq: later, deadlines: [{ seq: later, atMs: FAR }] })
  })

  test('another path and another tag leave an entry uncovered', async () => {
    const { store, journal } = await open()
    await store.commit(generationOf([tagged()]))
    await journal.append(
      purgeOf({
        selectors: [
          { kind: 'path', path: '/b' },
          { kind: 'tag', tag: 'é' },
        ],
      }),
    )
    expect(await store.read(idOf(), [])).toMatchObject({ cover: NO_COVER, seq: 1 })
  })

  test('a prefix covers what is it or lies below it, by whole segments, stored or not', async () => {
    const { store, journal } = await open()
    const ids = ['/blog', '/blog/a', '/blog/a/b', '/blogs', '/a/blog', '/'].map((path) => idOf({ path }))
    for (const id of ids.slice(0, 3)) await store.commit(generationOf([entryOf({ id })]))
    const seq = await journal.append(purgeOf({ selectors: [{ kind: 'prefix', prefix: '/blog' }] }))
    const covers = await Promise.all(ids.map(async (id) => (await store.read(id, [])).cover.invalidatedSeq))
    expect(covers).toEqual([seq, seq, seq, 0, 0, 0])
    const deeper = await journal.append(purgeOf({ selectors: [{ kind: 'prefix', prefix: '/blog/a' }] }))
    expect((await store.read(idOf({ path: '/blog/a/b' }), [])).cover).toMatchObject({
      invalidatedSeq: deeper,
      invalidatedBy: 'path',
    })
  })

  test('nothing stored is covered by its path and by the tags of the build', async () => {
    const { store, journal } = await open()
    const byTag = await journal.append(purgeOf({ selectors: [{ kind: 'tag', tag: 'built' }] }))
    expect((await store.read(idOf(), [])).cover).toEqual(NO_COVER)
    expect((await store.read(idOf(), ['built'])).cover).toMatchObject({ invalidatedSeq: byTag, invalidatedBy: 'tag' })
    const byPath = await journal.append(purgeOf({ mode: 'delete', selectors: [{ kind: 'path', path: '/a' }] }))
    expect((await store.read(idOf(), ['built'])).cover).toMatchObject({ deletedSeq: byPath, deletedBy: 'path' })
  })

  test('the tags of the build mean nothing once another response is stored', async () => {
    const { store, journal } = await open()
    await store.commit(generationOf([tagged()]))
    await journal.append(purgeOf({ selectors: [{ kind: 'tag', tag: 'built' }] }))
    expect((await store.read(idOf(), ['built'])).cover).toEqual(NO_COVER)
  })

  test('a commit tells a purge that came while its response was rendered, by tags nobody knew before', async () => {
    const { store, journal } = await open()
    const seq = await journal.append(purgeOf({ mode: 'delete', selectors: [{ kind: 'tag', tag: 'other' }] }))
    const plain = entryOf({ id: idOf({ output: '/[slug].rsc', variant: 'rsc' }) })
    const committed = await store.commit(generationOf([tagged(), plain], { stamp: 0 }))
    const cover = { ...NO_COVER, deletedSeq: seq, deletedBy: 'tag' }
    expect(committed).toMatchObject({ seq, members: [{ cover }, { cover: NO_COVER }] })
    expect((await store.read(idOf(), [])).cover).toEqual(cover)
  })

  test('a superseded commit tells the purges that cover it all the same', async () => {
    const { store, journal } = await open()
    await store.commit(generationOf([tagged()], { stamp: 5 }))
    const seq = await journal.append(purgeOf())
    const superseded = await store.commit(generationOf([tagged()], { stamp: 4 }))
    expect(superseded).toMatchObject({ kind: 'superseded', seq, members: [{ cover: { invalidatedSeq: seq } }] })
  })

  test('a thousand purges of one tag cost one mark: the newest counts', async () => {
    const { store, journal } = await open()
    await store.commit(generationOf([tagged()]))
    for (let n = 0; n < 20; n++) await journal.append(purgeOf({ selectors: [{ kind: 'tag', tag: 'other' }] }))
    expect((await store.read(idOf(), [])).cover).toMatchObject({ invalidatedSeq: 20, invalidatedBy: 'tag' })
  })
}

function remembersFailures(open: () => Promise<Opened>): void {
  const failed = (stamp: number) => ({
    id: idOf(),
    stamp,
    failedAtMs: T0,
    retryAtMs: T0 + 30_000,
    message: 'The function answered 500.',
  })

  test('a failed regeneration keeps the entry and sets the next try, for every member of its group', async () => {
    const { store } = await open()
    const [html, rsc] = pairOf('one')
    await store.commit(generationOf([html, rsc], { stamp: 3 }))
    await store.recordFailure(failed(3))
    for (const { id } of [html, rsc]) {
      const stored = await store.read(id, [])
      expect(stored.retryAtMs).toBe(T0 + 30_000)
      expect(stored.entry).toMatchObject({ retryAtMs: T0 + 30_000, stamp: 3 })
    }
    expect((await store.read(idOf({ path: '/b' }), [])).retryAtMs).toBeNull()
  })

  test('a failure is remembered although nothing is stored yet', async () => {
    const { store } = await open()
    await store.recordFailure(failed(8))
    expect(await store.read(idOf(), [])).toMatchObject({ entry: undefined, retryAtMs: T0 + 30_000 })
  })

  test('a success clears the failure, whether it changes anything or not', async () => {
    const { store } = await open()
    await store.recordFailure(failed(8))
    for (const kind of ['stored', 'renewed']) {
      expect((await store.commit(generationOf([entryOf()], { stamp: 8 }))).kind).toBe(kind)
      expect(await store.read(idOf(), [])).toMatchObject({ retryAtMs: null, entry: { retryAtMs: null } })
      await store.recordFailure(failed(8))
    }
  })

  test('a failure of a render that began before the stored one did counts for nothing', async () => {
    const { store } = await open()
    await store.commit(generationOf([entryOf()], { stamp: 9 }))
    await store.recordFailure(failed(8))
    expect((await store.read(idOf(), [])).retryAtMs).toBeNull()
  })
}

function pairOf(text: string): [Entry, Entry] {
  const version = { body: bodyOf(text) }
  return [entryOf({ version }), entryOf({ id: idOf({ output: '/[slug].rsc', variant: 'rsc' }), version })]
}

function pinsGenerations(open: () => Promise<Opened>): void {
  test('a pinned generation stands beside what regenerations make, all its members together, until it is unpinned', async () => {
    const { store, pin } = await open()
    const [html, rsc] = pairOf('one')
    await store.commit(generationOf([html, rsc], { stamp: 0 }))
    await store.commit(generationOf(pairOf('two'), { stamp: 1, endedAtMs: T0 + 1 }))
    const pinnedSeq = await pin(html.id, 0)
    const { isPinned } = await store.commit(generationOf(pairOf('three'), { stamp: 2, endedAtMs: T0 + 2 }))

    const [one, other] = await Promise.all([store.read(html.id, []), store.read(rsc.id, [])])
    expect(isPinned).toBe(true)
    expect([one.pinned?.version.body, other.pinned?.version.body]).toEqual([html.version.body, rsc.version.body])
    expect(one.pinned).toMatchObject({ pinnedSeq, stamp: 0, staleAtMs: null, expiresAtMs: null })
    expect(one.entry).toMatchObject({ pinnedSeq: null, stamp: 2, version: { body: pairOf('three')[0].version.body } })

    await pin(html.id, null)
    expect((await store.read(html.id, [])).pinned).toBeUndefined()
    expect((await store.commit(generationOf(pairOf('four'), { stamp: 3 }))).isPinned).toBe(false)
  })

  test('a member that the pinned generation has not is as if nothing were pinned', async () => {
    const { store, pin } = await open()
    const [html, rsc] = pairOf('one')
    await store.commit(generationOf([html]))
    await store.commit(generationOf([html, rsc], { stamp: 1, endedAtMs: T0 + 1 }))
    await pin(html.id, 0)
    expect((await store.read(html.id, [])).pinned).toBeDefined()
    expect((await store.read(rsc.id, [])).pinned).toBeUndefined()
  })

  test('purges of the tags of the pinned version and of the current one are both told', async () => {
    const { store, journal, pin } = await open()
    await store.commit(generationOf([entryOf({ version: { tags: ['old'], body: bodyOf('old') } })]))
    await store.commit(
      generationOf([entryOf({ version: { tags: ['new'], body: bodyOf('new') } })], { stamp: 1, endedAtMs: T0 + 1 }),
    )
    await pin(idOf(), 0)
    const seq = await journal.append(purgeOf({ mode: 'delete', selectors: [{ kind: 'tag', tag: 'old' }] }))
    expect((await store.read(idOf(), [])).cover).toMatchObject({ deletedSeq: seq, deletedBy: 'tag' })
    const next = await journal.append(purgeOf({ selectors: [{ kind: 'tag', tag: 'new' }] }))
    expect((await store.read(idOf(), [])).cover).toMatchObject({ invalidatedSeq: next })
  })
}
