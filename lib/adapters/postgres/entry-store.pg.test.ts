import { eq } from 'drizzle-orm'
import { expect, test } from 'vitest'
import type { Db } from '@/db/client'
import { KEPT_FAILURES } from '@/db/queries/cache/failures'
import { lockGroupAt, setPin } from '@/db/queries/paths/pins'
import { appendJournal } from '@/db/queries/purges/journal'
import { generations } from '@/db/schema/entries'
import { createPacker } from '@/lib/adapters/memory/packer'
import { createPostgresEntryStore } from '@/lib/adapters/postgres/entry-store'
import { createPostgresJournal } from '@/lib/adapters/postgres/journal'
import { putBackOf, shareTestDb } from '@/lib/adapters/postgres/testing'
import { bodyOf, entryOf, generationOf, idOf, purgeOf } from '@/lib/engine/contract-tests/builders'
import { Chance } from '@/lib/engine/contract-tests/chance'
import { testEntryStore } from '@/lib/engine/contract-tests/entry-store'
import type { EntryId } from '@/lib/engine/entry'
import { UnconfirmedCommit } from '@/lib/engine/fleet/unconfirmed-commit'

const openDatabase = shareTestDb()

async function open(options: Parameters<typeof createPostgresEntryStore>[1] = {}) {
  const pool = await openDatabase()
  return { ...pool, store: createPostgresEntryStore(pool.db, options), journal: createPostgresJournal(pool.db) }
}

testEntryStore('PostgreSQL', async () => {
  const opened = await open()
  return { ...opened, pin: (id, generation) => pin(opened.db, id, generation), putBack: putBackOf(opened) }
})

/** As the operation does it, by its queries. */
async function pin(db: Db, id: EntryId, generation: number | null): Promise<number> {
  return db.transaction(async (tx) => {
    const group = await lockGroupAt(tx, id)
    const made = await tx
      .select({ id: generations.id })
      .from(generations)
      .where(eq(generations.groupId, group?.id ?? ''))
      .orderBy(generations.endedAtMs)
    const { projectId, domain, deploymentId, path } = id
    const place = { projectId, domain, deploymentId, selectors: [{ kind: 'path', path }], actor: 'test' }
    const seq = await appendJournal(tx, { kind: generation === null ? 'unpin' : 'pin', ...place })
    const generationId = made[generation ?? 0]?.id
    if (group === undefined || generationId === undefined) throw new Error('The group has no such generation.')
    await setPin(tx, { groupId: group.id, pin: generation === null ? null : { generationId, seq } })
    return seq
  })
}

test('a compressed body is kept compressed, counted by its compressed size, and read as both forms', async () => {
  const { store, sql } = await open()
  const body = await createPacker().pack(new TextEncoder().encode('<li>again</li>'.repeat(10_000)))
  const { members } = await store.commit(generationOf([entryOf({ version: { body } })]))
  expect(members[0]?.writeUnits).toBe(1)
  const read = (await store.read(idOf(), [])).entry?.version.body
  expect(Buffer.from(read?.identity ?? []).equals(body.identity)).toBe(true)
  expect(Buffer.from(read?.brotli ?? []).equals(body.brotli ?? new Uint8Array())).toBe(true)
  const stored = await sql`select encoding, size_bytes, stored_bytes = length(bytes) as is_counted from blobs`
  expect(stored).toEqual([{ encoding: 'br', size_bytes: 140_000, is_counted: true }])
})

test('a generation of one member names the versions that the others keep', async () => {
  const { store, sql } = await open()
  const html = entryOf()
  const data = entryOf({
    id: idOf({ output: '/[slug].json', variant: 'data' }),
    version: { body: bodyOf('{"one":1}') },
  })
  await store.commit(generationOf([html, data]))
  await store.commit(generationOf([entryOf({ version: { body: bodyOf('two') } })], { stamp: 1 }))
  const members = await sql`
    select generations.stamp::int, count(*)::int as members, count(distinct version_id)::int as versions
    from generation_members join generations on generations.id = generation_id group by 1 order by 1`
  expect(members).toEqual([
    { stamp: 0, members: 2, versions: 2 },
    { stamp: 1, members: 2, versions: 2 },
  ])
})

test('a regeneration that changes nothing adds no row and renews the generation', async () => {
  const { store, sql } = await open()
  const counts = () => sql`select
    (select count(*)::int from versions) as versions, (select count(*)::int from generations) as generations,
    (select count(*)::int from generation_members) as members, (select count(*)::int from blobs) as blobs`
  await store.commit(generationOf([entryOf()], { stamp: 1 }))
  expect(await counts()).toEqual([{ versions: 1, generations: 1, members: 1, blobs: 1 }])
  await store.commit(generationOf([entryOf()], { stamp: 2, endedAtMs: 5 }))
  await store.commit(generationOf([entryOf()], { stamp: 3, endedAtMs: 9 }))
  expect(await counts()).toEqual([{ versions: 1, generations: 1, members: 1, blobs: 1 }])
  expect(await sql`select stamp::int, renewed_at_ms::int, renewal_count from generations`).toEqual([
    { stamp: 3, renewed_at_ms: 9, renewal_count: 2 },
  ])
})

test('a commit that fails half-way leaves nothing of any member', async () => {
  const { store, sql } = await open()
  const good = entryOf()
  const bad = entryOf({ id: idOf({ output: '/bad' }), version: { tags: ['no \0 in a text of PostgreSQL'] } })
  await expect(store.commit(generationOf([good, bad]))).rejects.toThrow()
  expect((await store.read(good.id, [])).entry).toBeUndefined()
  expect(await sql`select 1 from versions union all select 1 from entry_groups`).toEqual([])
})

test.each([
  ['headers of another shape', 'headers', '{"sent":"otherwise"}'],
  ['a version that is gone', 'id', 'ver_other'],
])('an entry with %s is absent, said once, and a new render takes its place', async (_what, column, value) => {
  const lines: string[] = []
  const { store, sql } = await open({ log: (line) => lines.push(line) })
  await store.commit(generationOf([entryOf()]))
  await sql`update versions set ${sql({ [column]: value })}`
  for (let n = 0; n < 3; n++) expect((await store.read(idOf(), [])).entry).toBeUndefined()
  expect(lines).toEqual(['The stored entry of a.test/a cannot be read and is rendered anew.'])
  expect((await store.commit(generationOf([entryOf()], { stamp: 1 }))).kind).toBe('stored')
  expect((await store.read(idOf(), [])).entry?.version.body).toEqual(bodyOf('<h1>one</h1>'))
})

test('an entry whose bytes are gone is stored anew although nothing changed', async () => {
  const { store, sql } = await open()
  await store.commit(generationOf([entryOf()]))
  await sql`delete from blobs`
  expect((await store.read(idOf(), [])).entry).toBeUndefined()
  expect((await store.commit(generationOf([entryOf()]))).kind).toBe('stored')
  expect((await store.read(idOf(), [])).entry?.version.body).toEqual(bodyOf('<h1>one</h1>'))
})

test('a database that hangs rejects reads and commits in time, and none of them keeps its connection', async () => {
  const { store, journal, sql } = await open({ timeoutMs: 200 })
  const holding = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  const lock = sql.begin(async (tx) => {
    await tx`lock table entry_groups in access exclusive mode`
    holding.resolve()
    await release.promise
  })
  await holding.promise
  await expect(store.read(idOf(), [])).rejects.toThrow('within 200 ms')
  const commits = Array.from({ length: 20 }, () => store.commit(generationOf([entryOf()])))
  const results = await Promise.allSettled(commits)
  expect(results.map(({ status }) => status)).toEqual(commits.map(() => 'rejected'))
  const unconfirmed = results
    .map((result) => (result.status === 'rejected' ? result.reason : undefined))
    .filter((reason) => reason instanceof UnconfirmedCommit)
  expect(unconfirmed.length).toBeGreaterThan(0)
  expect(await journal.readAfter(0)).toMatchObject({ seq: 0 })
  release.resolve()
  await lock
  await Promise.all(unconfirmed.map(({ ended }) => ended))
  await store.commit(generationOf([entryOf()]))
  expect((await store.read(idOf(), [])).entry).toMatchObject({ stamp: 0 })
})

test('groups that share their bytes in another order are committed at once without a deadlock', async () => {
  const { store } = await open()
  const bodies = Array.from({ length: 8 }, (_, n) => bodyOf(`shared ${n}`))
  const groups = Array.from({ length: 8 }, (_, path) => {
    const inOrder = path % 2 === 0 ? bodies : bodies.toReversed()
    return inOrder.map((body, output) =>
      entryOf({
        id: { ...idOf({ path: `/${path}`, output: `/${output}` }), groupKey: `group ${path}` },
        version: { body },
      }),
    )
  })
  const commits = await Promise.all(groups.map((members) => store.commit(generationOf(members))))
  expect(commits.map(({ kind }) => kind)).toEqual(groups.map(() => 'stored'))
})

/** What injections are made of, in every order that 500 turns of a seed give. */
function injections(count: number): readonly string[] {
  const chance = new Chance(21)
  const parts = [
    ...[
      "'",
      '"',
      '`',
      '\\',
      '--',
      '/*',
      '*/',
      ';',
      ')',
      '(',
      '$1',
      '$$',
      '%',
      '_',
      '::text',
      '{',
      '}',
      '||',
      '0x27',
      "E'",
    ],
    ...[' or 1=1', ' union select password_hash from operators', ' drop table entries', 'pg_sleep(9)', '\u02bc', '１'],
  ]
  return Array.from(
    { length: count },
    (_, index) => `${index}${Array.from({ length: 1 + chance.below(6) }, () => chance.pick(parts)).join('')}`,
  )
}

test('T21: tags and paths that look like SQL come back as they are, and a purge of one reaches that one alone', async () => {
  const { store, journal, sql } = await open()
  const texts = injections(500)
  const idAt = (text: string) => idOf({ path: `/${text}` })
  for (const text of texts) await store.commit(generationOf([entryOf({ id: idAt(text), version: { tags: [text] } })]))
  const [counted] = await sql`select count(*)::int as entries from entries`
  expect(counted).toEqual({ entries: 500 })

  const purged = texts.filter((_, index) => index % 50 === 0)
  for (const [index, text] of purged.entries()) {
    const selector =
      index % 2 === 0 ? ({ kind: 'tag', tag: text } as const) : ({ kind: 'path', path: `/${text}` } as const)
    await journal.append(purgeOf({ selectors: [selector] }))
  }

  const reads = await Promise.all(texts.map((text) => store.read(idAt(text), [])))
  expect(reads.map(({ entry }) => [entry?.id.path, entry?.version.tags])).toEqual(
    texts.map((text) => [`/${text}`, [text]]),
  )
  expect(texts.filter((_, index) => (reads[index]?.cover.invalidatedSeq ?? 0) > 0)).toEqual(purged)
})

test('the newest failures of a page are kept for its timeline, so many and no more; what was never stored has none', async () => {
  const { store, sql } = await open()
  const failed = (n: number, id = idOf()) =>
    store.recordFailure({
      id,
      stamp: 1,
      begunAtMs: n - 5,
      failedAtMs: n,
      retryAtMs: n + 30_000,
      cause: 'tag',
      status: n % 2 ? 500 : null,
      message: `failure ${n}`,
      invocationId: `inv_${n}`,
    })
  await failed(1)
  expect(await sql`select from regeneration_failures`).toHaveLength(0)
  await store.commit(generationOf([entryOf()]))
  for (let n = 2; n < KEPT_FAILURES + 5; n += 1) await failed(n)
  await store.commit(generationOf([entryOf({ id: idOf({ path: '/other' }) })]))
  await failed(1, idOf({ path: '/other' }))
  const kept = await sql`select message from regeneration_failures where message <> 'failure 1' order by failed_at_ms`
  expect(kept).toHaveLength(KEPT_FAILURES)
  expect(kept[0]).toEqual({ message: 'failure 5' })
  expect(
    await sql`select cause, status, begun_at_ms::int as begun from regeneration_failures where failed_at_ms = 7`,
  ).toEqual([{ cause: 'tag', status: 500, begun: 2 }])
  expect(await sql`select from regeneration_failures where message = 'failure 1'`).toHaveLength(1)
})
