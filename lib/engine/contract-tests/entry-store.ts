import { describe, expect, test } from 'vitest'
import { bodyOf, entryOf, generationOf, idOf, pairOf, T0 } from '@/lib/engine/contract-tests/builders'
import { refusesOtherBases } from '@/lib/engine/contract-tests/entry-basis'
import { type OpenedEntryStore, readsCovers } from '@/lib/engine/contract-tests/entry-covers'
import { remembersFailures } from '@/lib/engine/contract-tests/entry-failures'
import { pinsGenerations } from '@/lib/engine/contract-tests/entry-pins'
import { NO_COVER } from '@/lib/engine/entry'

/** Every EntryStore must pass this. */
export function testEntryStore(name: string, open: () => Promise<OpenedEntryStore>): void {
  describe(`EntryStore: ${name}`, () => {
    storesExactly(open)
    ordersByStamp(open)
    countsOnlyChanges(open)
    readsCovers(open)
    remembersFailures(open)
    pinsGenerations(open)
    refusesOtherBases(open)
  })
}

function storesExactly(open: () => Promise<OpenedEntryStore>): void {
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

function ordersByStamp(open: () => Promise<OpenedEntryStore>): void {
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

  test('of two renders that nothing tells apart but their names the same one is kept, whichever is stored first', async () => {
    const made = (invocationId: string) => {
      const [html, rsc] = pairOf(`by ${invocationId}`)
      return generationOf(
        [html, rsc].map((entry) => ({ ...entry, invocationId })),
        { stamp: 5, invocationId },
      )
    }
    for (const order of [
      ['one', 'two'],
      ['two', 'one'],
    ]) {
      const { store } = await open()
      const outcomes: string[] = []
      for (const name of order) outcomes.push((await store.commit(made(name))).kind)
      expect(outcomes).toEqual(['stored', order[1] === 'two' ? 'stored' : 'superseded'])
      for (const { id } of made('').members) {
        const { entry } = await store.read(id, [])
        expect(entry).toMatchObject({ invocationId: 'two', version: { body: bodyOf('by two') } })
      }
    }
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

function countsOnlyChanges(open: () => Promise<OpenedEntryStore>): void {
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
