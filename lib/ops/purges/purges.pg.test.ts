import { randomBytes } from 'node:crypto'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { findAuditFault } from '@/db/queries/audit'
import { findProject } from '@/db/queries/projects'
import { readJournalAfter } from '@/db/queries/purges/journal'
import { entries } from '@/db/schema/entries'
import { marks } from '@/db/schema/journal'
import { openTestDb } from '@/db/testing'
import { type CreatePurgeInput, createPurgeInput, type ListPurgesInput } from '@/lib/contract/purges'
import { markKey, raisedKeys } from '@/lib/engine/purges/marks'
import { addDomain } from '@/lib/ops/domains/add-domain'
import { setDomainGroup } from '@/lib/ops/domains/set-domain-group'
import { createPurge } from '@/lib/ops/purges/create-purge'
import { getPurgeReach } from '@/lib/ops/purges/get-purge-reach'
import { listPurges } from '@/lib/ops/purges/list-purges'
import { undoPurge } from '@/lib/ops/purges/undo-purge'
import { deploy, testContext, tokenActor } from '@/lib/ops/testing'

const pool = await openTestDb()
afterAll(() => pool.close())
const { db } = pool
const ctx = testContext(db)
const project = 'shop'
const domain = 'shop.localhost'
const onDomain = { kind: 'domain', domain } as const

let deployment = ''
let projectId = ''

beforeEach(async () => {
  await pool.sql`truncate projects, deployments, deployment_blobs, domains, entries, marks, blobs, audit, journal cascade`
  deployment = (await deploy(ctx, { promote: true })).id
  projectId = (await findProject(db, project))?.id ?? ''
})

async function store(path: string, tags: string[] = [], host = domain, id = `${host}${path}`): Promise<void> {
  await db.insert(entries).values({
    id,
    groupId: path,
    projectId,
    deploymentId: deployment,
    domain: host,
    path,
    tags,
    route: path,
    output: path,
    variant: 'html',
    query: '',
    versionId: 'ver_1',
    stamp: 0,
    generatedAtMs: 0,
    isFromBuild: true,
  })
}

test('a deletion with a deadline waits by the clock of the database, and an invalidation has none', async () => {
  await store('/about')
  const purge = await createPurge(ctx, {
    project,
    scope: onDomain,
    selectors: [{ kind: 'path', path: '/about' }],
    mode: 'delete',
    deadlineSeconds: 30,
  })
  const { nowMs } = await readJournalAfter(db, 0)
  const deleteAtMs = Date.parse(purge.deleteAt ?? '')
  expect(deleteAtMs).toBeGreaterThan(nowMs + 20_000)
  expect(deleteAtMs).toBeLessThanOrEqual(nowMs + 30_000)
  const [mark] = await db.select().from(marks)
  expect(mark).toMatchObject({
    invalidatedSeq: purge.seq,
    deletedSeq: 0,
    deadlines: [{ seq: purge.seq, atMs: deleteAtMs }],
  })
  const wish = { project, scope: onDomain, selectors: [{ kind: 'all' }], deadlineSeconds: 30 }
  expect(createPurgeInput.safeParse(wish).success).toBe(false)
  expect(createPurgeInput.safeParse({ ...wish, mode: 'delete' }).success).toBe(true)
})

test('a purge is in the journal and in the marks once it is answered, with what it covered and who made it', async () => {
  await store('/posts/1', ['post:1', 'posts'])
  await store('/posts/2', ['posts'])
  await store('/about')
  const { seq: before } = await readJournalAfter(db, 0)
  const selectors = [{ kind: 'tag', tag: 'posts' } as const, { kind: 'path', path: '/about/' } as const]
  const purge = await createPurge(ctx, { project, scope: onDomain, selectors, mode: 'delete', reason: 'typo' })

  const tidied = [selectors[0], { kind: 'path', path: '/about' }]
  expect(purge).toMatchObject({
    seq: before + 1,
    entryCount: 3,
    actor: 'ana@example.com',
    selectors: tidied,
    reason: 'typo',
  })
  const { rows } = await readJournalAfter(db, before)
  expect(rows).toMatchObject([
    { kind: 'purge', projectId, domain, deploymentId: null, mode: 'delete', selectors: tidied },
  ])
  const scope = { projectId, environment: null, domain, deploymentId: null }
  const keys = raisedKeys(scope, [
    { kind: 'tag', tag: 'posts' },
    { kind: 'path', path: '/about' },
  ])
  expect(
    (await db.select().from(marks)).toSorted((one, other) => keys.indexOf(one.key) - keys.indexOf(other.key)),
  ).toEqual(keys.map((key) => ({ key, invalidatedSeq: 0, deletedSeq: purge.seq, deadlines: [] })))
  expect((await listPurges(ctx, { project, limit: 5 })).purges).toEqual([purge])
  expect(await findAuditFault(db)).toBeNull()
})

test.each([
  ['a path, once for all its variants', onDomain, [{ kind: 'path', path: '/a' }], { entryCount: 2, pathCount: 1 }],
  ['a tag', onDomain, [{ kind: 'tag', tag: 'x' }], { entryCount: 1, pathCount: 1 }],
  [
    'a path and a tag that meet, once',
    onDomain,
    [
      { kind: 'path', path: '/a' },
      { kind: 'tag', tag: 'x' },
    ],
    { entryCount: 2, pathCount: 1 },
  ],
  ['everything on one domain', onDomain, [{ kind: 'all' }], { entryCount: 3, pathCount: 2 }],
  ['everything of the project', { kind: 'project' }, [{ kind: 'all' }], { entryCount: 4, pathCount: 3 }],
] as const)('reach counts %s', async (_title, scope, selectors, expected) => {
  await store('/a', ['x'])
  await store('/a', [], domain, 'the data of /a')
  await store('/b')
  await store('/a', [], 'other.example.com')
  expect(await getPurgeReach(ctx, { project, scope, selectors: [...selectors] })).toEqual(expected)
})

test('a purge may name the own host of a deployment, or the deployment', async () => {
  const all = [{ kind: 'all' } as const]
  await store('/a', [], `${deployment}.localhost`)
  const byHost = { kind: 'domain', domain: `${deployment}.localhost` } as const
  expect(await createPurge(ctx, { project, scope: byHost, selectors: all, mode: 'invalidate' })).toMatchObject({
    entryCount: 1,
    scope: byHost,
  })
  const byId = { kind: 'deployment', deployment } as const
  expect(await createPurge(ctx, { project, scope: byId, selectors: all, mode: 'invalidate' })).toMatchObject({
    entryCount: 1,
    scope: byId,
  })
})

test('a purge of an environment reaches the hosts of it; the own host of a deployment is preview', async () => {
  const all = [{ kind: 'all' } as const]
  await store('/a')
  await store('/b')
  await store('/a', [], `${deployment}.localhost`)
  const wish = (name: 'production' | 'preview') =>
    ({ project, scope: { kind: 'environment', environment: name }, selectors: all }) as const
  expect(await getPurgeReach(ctx, wish('production'))).toEqual({ entryCount: 2, pathCount: 2 })
  const purge = await createPurge(ctx, { ...wish('preview'), mode: 'delete' })
  expect(purge).toMatchObject({ entryCount: 1, scope: wish('preview').scope })
  expect((await listPurges(ctx, { project, limit: 1 })).purges).toEqual([purge])
  const scope = { projectId, environment: 'preview', domain: null, deploymentId: null } as const
  expect(await db.select().from(marks)).toMatchObject([{ key: markKey(scope, { kind: 'all' }), deletedSeq: purge.seq }])
})

test('a purge of what the project does not have, or by whoever may not, is refused and leaves no trace', async () => {
  const { id: foreign } = await deploy(ctx, { project: 'blog', promote: true })
  const { seq } = await readJournalAfter(db, 0)
  const purge = (scope: Parameters<typeof createPurge>[1]['scope'], actor = ctx.actor) =>
    createPurge(testContext(db, actor), { project, scope, selectors: [{ kind: 'all' }], mode: 'delete' })
  await expect(purge({ kind: 'domain', domain: 'blog.localhost' })).rejects.toMatchObject({ code: 'not_found' })
  await expect(purge({ kind: 'domain', domain: `${foreign}.localhost` })).rejects.toMatchObject({ code: 'not_found' })
  await expect(purge({ kind: 'deployment', deployment: foreign })).rejects.toMatchObject({ code: 'not_found' })
  await expect(purge(onDomain, tokenActor(['read', 'deploy']))).rejects.toMatchObject({ code: 'forbidden' })
  await expect(purge(onDomain, tokenActor(['purge'], 'prj_other'))).rejects.toMatchObject({ code: 'not_found' })
  await expect(purge(onDomain, { kind: 'anonymous' })).rejects.toMatchObject({ code: 'unauthorized' })
  expect((await readJournalAfter(db, 0)).seq).toBe(seq)
  expect(await db.select().from(marks)).toEqual([])
})

test('purges of one tag at once all land, each under its own number, and the mark is the greatest', async () => {
  const selectors = [{ kind: 'tag', tag: 'posts' } as const]
  const made = await Promise.all(
    Array.from({ length: 8 }, () => createPurge(ctx, { project, scope: onDomain, selectors, mode: 'invalidate' })),
  )
  const numbers = made.map(({ seq }) => seq).toSorted((one, other) => one - other)
  expect(new Set(numbers).size).toBe(8)
  const newest = numbers.at(-1)
  const raised = await db.select().from(marks)
  expect(raised.map(({ invalidatedSeq, deletedSeq }) => [invalidatedSeq, deletedSeq])).toEqual([
    [newest, 0],
    [newest, 0],
  ])
  expect((await listPurges(ctx, { project, limit: 3 })).purges.map(({ seq }) => seq)).toEqual(
    numbers.slice(-3).reverse(),
  )
  expect(await findAuditFault(db)).toBeNull()
})

test.each([
  ['/caf%C3%A9', '/café'],
  ['/café/', '/café'],
  ['/100%25', '/100%25'],
  ['/a%2fb', '/a%2Fb'],
])('a purge of %s reaches what a visitor of it gets', async (path, stored) => {
  await store(stored)
  const wish = { project, scope: onDomain, selectors: [{ kind: 'path', path } as const] }
  expect(await getPurgeReach(ctx, wish)).toEqual({ entryCount: 1, pathCount: 1 })
  expect(await createPurge(ctx, { ...wish, mode: 'invalidate' })).toMatchObject({
    entryCount: 1,
    selectors: [{ kind: 'path', path: stored }],
  })
})

test('a purge of a path with a broken escape is refused', async () => {
  const wish = { project, scope: onDomain, selectors: [{ kind: 'path', path: '/100%' } as const] }
  await expect(getPurgeReach(ctx, wish)).rejects.toMatchObject({ code: 'invalid' })
})

test('every path and tag that the API takes can be purged, however long; longer ones it does not take', async () => {
  // Random, because PostgreSQL compresses before it measures what an index holds.
  const text = randomBytes(3_000).toString('base64url')
  const selectorsOf = (pathBytes: number, tagBytes: number) => [
    { kind: 'path', path: `/${text.slice(0, pathBytes - 1)}` },
    { kind: 'tag', tag: text.slice(0, tagBytes) },
  ]
  const input = { project, scope: onDomain, selectors: selectorsOf(2_048, 256) }
  await createPurge(ctx, createPurgeInput.parse(input))
  expect((await listPurges(ctx, { project, limit: 1 })).purges[0]?.selectors).toEqual(input.selectors)
  expect(createPurgeInput.safeParse({ ...input, selectors: selectorsOf(2_049, 256) }).success).toBe(false)
  expect(createPurgeInput.safeParse({ ...input, selectors: selectorsOf(2_048, 257) }).success).toBe(false)
})

test('a prefix reaches a path and what lies below it, by whole segments, on every domain in scope', async () => {
  for (const path of ['/blog', '/blog/a', '/blog/a/b', '/blogs', '/blog-2', '/', '/a/blog']) await store(path)
  await store('/blog/a', [], 'other.example.com')
  const wish = { project, selectors: [{ kind: 'prefix', prefix: '/blog/' } as const] }
  expect(await getPurgeReach(ctx, { ...wish, scope: onDomain })).toEqual({ entryCount: 3, pathCount: 3 })
  expect(await getPurgeReach(ctx, { ...wish, scope: { kind: 'project' } })).toEqual({ entryCount: 4, pathCount: 4 })
  const purge = await createPurge(ctx, { ...wish, scope: onDomain, mode: 'delete' })
  expect(purge).toMatchObject({ entryCount: 3, selectors: [{ kind: 'prefix', prefix: '/blog' }] })
  const scope = { projectId, environment: null, domain, deploymentId: null }
  const raised = await db.select().from(marks)
  expect(raised.map(({ key }) => key)).toContain(markKey(scope, { kind: 'prefix', prefix: '/blog' }))
})

test.each([
  ['everything', '/'],
  ['at most 16 segments', `/${'a/'.repeat(16)}b`],
  ['broken escape', '/100%'],
])('a prefix that is none is refused: %s', async (sentence, prefix) => {
  const wish = { project, scope: onDomain, selectors: [{ kind: 'prefix', prefix } as const] }
  await expect(createPurge(ctx, { ...wish, mode: 'delete' })).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringContaining(sentence),
  })
})

test('a purge of a domain group reaches the domains that have its name when it is made, as one purge', async () => {
  const others = ['a.example.com', 'b.example.com', 'c.example.com']
  for (const host of others) await addDomain(ctx, { project, host, environment: 'production' })
  for (const host of [domain, ...others.slice(0, 2)]) await setDomainGroup(ctx, { project, host, group: 'shops' })
  for (const host of [domain, ...others]) await store('/a', ['x'], host)
  const wish = {
    project,
    scope: { kind: 'domain_group', group: 'shops' },
    selectors: [{ kind: 'tag', tag: 'x' }],
  } as const
  const input = { ...wish, selectors: [...wish.selectors] }
  expect(await getPurgeReach(ctx, input)).toEqual({ entryCount: 3, pathCount: 3 })
  const { seq: before } = await readJournalAfter(db, 0)
  const purge = await createPurge(ctx, { ...input, mode: 'delete' })
  expect(purge).toMatchObject({
    seq: before + 1,
    scope: wish.scope,
    entryCount: 3,
    domains: ['a.example.com', 'b.example.com', domain],
  })
  expect((await readJournalAfter(db, before)).rows).toMatchObject(
    purge.domains.map((each) => ({ kind: 'purge', domain: each, mode: 'delete' })),
  )
  await setDomainGroup(ctx, { project, host: 'a.example.com', group: null })
  expect((await listPurges(ctx, { project, limit: 5 })).purges).toEqual([purge])

  const undone = await undoPurge(ctx, { project, seq: purge.seq })
  expect(undone).toMatchObject({ seq: purge.seq, undo: { seq: purge.seq + 3 }, undoableUntil: null })
  expect((await readJournalAfter(db, purge.seq + 2)).rows).toHaveLength(3)
  expect((await db.select().from(marks)).every(({ deletedSeq }) => deletedSeq === 0)).toBe(true)
  await expect(undoPurge(ctx, { project, seq: purge.seq + 1 })).rejects.toMatchObject({ code: 'not_found' })
})

test('a group without a domain is refused with how to fill it, and so is a domain of another project', async () => {
  const wish = {
    project,
    scope: { kind: 'domain_group', group: 'nobody' } as const,
    selectors: [{ kind: 'all' } as const],
  }
  await expect(getPurgeReach(ctx, wish)).rejects.toMatchObject({
    code: 'not_found',
    message: expect.stringContaining('npx freshet domains group <host> nobody'),
  })
  await deploy(ctx, { project: 'blog', promote: true })
  const foreign = { project, host: 'blog.localhost', group: 'shops' }
  await expect(setDomainGroup(ctx, foreign)).rejects.toMatchObject({ code: 'not_found' })
})

test('the journal is filtered by actor, kind and text, and read page by page', async () => {
  const by = (name: string) => testContext(db, { kind: 'token', id: 'tok_1', name, scopes: ['purge'], projectId: null })
  const wish = (selector: CreatePurgeInput['selectors'][number], mode: CreatePurgeInput['mode'], reason?: string) => ({
    project,
    scope: onDomain,
    selectors: [selector],
    mode,
    ...(reason === undefined ? {} : { reason }),
  })
  const one = await createPurge(by('cms'), wish({ kind: 'path', path: '/blog/a_b' }, 'invalidate'))
  const two = await createPurge(by('ci'), wish({ kind: 'tag', tag: 'post:42' }, 'delete', 'Wrong PRICES'))
  const three = await createPurge(ctx, wish({ kind: 'all' }, 'delete'))
  await undoPurge(ctx, { project, seq: three.seq })
  const seqs = async (asked: Partial<ListPurgesInput>) =>
    (await listPurges(ctx, { project, limit: 10, ...asked })).purges.map(({ seq }) => seq)
  expect(await seqs({ actor: 'token:cms' })).toEqual([one.seq])
  expect(await seqs({ kind: 'delete' })).toEqual([three.seq, two.seq])
  expect(await seqs({ kind: 'undone' })).toEqual([three.seq])
  expect(await seqs({ q: 'POST:42' })).toEqual([two.seq])
  expect(await seqs({ q: 'prices' })).toEqual([two.seq])
  expect(await seqs({ q: 'a_b' })).toEqual([one.seq])
  expect(await seqs({ q: 'a%b' })).toEqual([])
  const first = await listPurges(ctx, { project, limit: 2 })
  expect(first).toMatchObject({ actors: ['ana@example.com', 'token:ci', 'token:cms'], next: two.seq })
  expect(await listPurges(ctx, { project, limit: 2, before: two.seq })).toMatchObject({ purges: [one], next: null })
})
