import { afterAll, beforeEach, expect, test } from 'vitest'
import { findAuditFault } from '@/db/queries/audit'
import { findProject } from '@/db/queries/projects'
import { readJournalAfter } from '@/db/queries/purges/journal'
import { marks } from '@/db/schema/journal'
import { openTestDb } from '@/db/testing'
import { createPostgresEntryStore } from '@/lib/adapters/postgres/entry-store'
import { createPostgresJournal } from '@/lib/adapters/postgres/journal'
import type { CreatePurgeInput } from '@/lib/contract/purges'
import { entryOf, generationOf, idOf } from '@/lib/engine/contract-tests/builders'
import { judge } from '@/lib/engine/steps/judge'
import { createPurge } from '@/lib/ops/purges/create-purge'
import { getPurge } from '@/lib/ops/purges/get-purge'
import { listPurges } from '@/lib/ops/purges/list-purges'
import { undoPurge } from '@/lib/ops/purges/undo-purge'
import { deploy, testContext, tokenActor } from '@/lib/ops/testing'

const pool = await openTestDb()
afterAll(() => pool.close())
const { db } = pool
const ctx = testContext(db)
const project = 'shop'
const domain = 'shop.localhost'
const scope = { kind: 'domain', domain } as const
const news = { kind: 'tag', tag: 'news' } as const
const store = createPostgresEntryStore(db)

let projectId = ''
let deploymentId = ''

beforeEach(async () => {
  await pool.sql`truncate projects, deployments, deployment_blobs, domains, entries, entry_groups, versions, generations, marks, blobs,
    audit, journal cascade`
  deploymentId = (await deploy(ctx, { promote: true })).id
  projectId = (await findProject(db, project))?.id ?? ''
})

const purge = (wish: Partial<CreatePurgeInput> = {}) =>
  createPurge(ctx, { project, scope, selectors: [news], mode: 'delete', ...wish })
const undo = (seq: number) => undoPurge(ctx, { project, seq })

/** A page with the tag, as it was rendered now; says what an edge that reads it from the ISR cache would do with it. */
async function storePage() {
  const { seq: stamp, nowMs } = await readJournalAfter(db, Number.MAX_SAFE_INTEGER)
  const id = idOf({ projectId, deploymentId, domain, path: '/news' })
  await store.commit(generationOf([entryOf({ id, stamp, staleAtMs: null, version: { tags: ['news'] } })], { stamp }))
  return async (laterMs = 0) => {
    const { entry, cover } = await store.read(id, [])
    const verdict = judge(entry, cover, nowMs + laterMs)
    return verdict.kind === 'fresh' ? 'fresh' : `${verdict.kind} ${verdict.reason}`
  }
}

test('a purge that is undone counts no more, for readers of the ISR cache and of the journal', async () => {
  const verdict = await storePage()
  const { seq } = await purge()
  expect(await verdict()).toBe('unusable tag_deleted')
  const undone = await undoPurge(ctx, { project, seq, reason: 'too wide' })
  expect(undone).toMatchObject({ seq, undo: { seq: seq + 1, actor: 'ana@example.com', reason: 'too wide' } })
  expect(undone.undoableUntil).toBeNull()
  expect(await verdict()).toBe('fresh')
  const { rows } = await createPostgresJournal(db).readAfter(seq)
  const wide = { projectId, environment: null, domain, deploymentId: null }
  expect(rows).toEqual([{ seq: seq + 1, kind: 'undo', undoneSeq: seq, scope: wide, selectors: [news] }])
  expect((await listPurges(ctx, { project, limit: 5 })).purges).toEqual([undone])
  expect(await getPurge(ctx, { project, seq })).toMatchObject(undone)
  expect(await findAuditFault(db)).toBeNull()
})

test('the undo of one purge leaves every other of the same selector in effect, deadlines to come included', async () => {
  const verdict = await storePage()
  const first = await purge({ mode: 'invalidate' })
  const late = await purge({ deadlineSeconds: 600 })
  const deleted = await purge()
  expect(await verdict()).toBe('unusable tag_deleted')
  await undo(deleted.seq)
  expect(await verdict()).toBe('stale stale_tag')
  expect(await verdict(700_000)).toBe('unusable tag_deleted')
  await undo(late.seq)
  expect(await verdict(700_000)).toBe('stale stale_tag')
  await undo(first.seq)
  expect(await verdict(700_000)).toBe('fresh')
})

test('a purge of the project stands when one of the domain is undone, and a function’s own too', async () => {
  const verdict = await storePage()
  const byFunction = {
    mode: 'invalidate',
    scope: { projectId, environment: null, domain, deploymentId: null },
    selectors: [news],
    actor: 'function',
    reason: null,
  } as const
  await createPostgresJournal(db).append(byFunction)
  await purge({ scope: { kind: 'project' } })
  await undo((await purge()).seq)
  expect(await verdict()).toBe('unusable tag_deleted')
  const [own] = (await db.select().from(marks)).filter(({ key }) => key.includes(domain))
  expect(own).toMatchObject({ deletedSeq: 0 })
  expect(own?.invalidatedSeq).toBeGreaterThan(0)
})

test('of undos of one purge at once exactly one lands', async () => {
  const { seq } = await purge()
  const all = await Promise.allSettled(Array.from({ length: 6 }, () => undo(seq)))
  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  const refused = all.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))
  for (const reason of refused)
    expect(reason).toMatchObject({ code: 'conflict', message: /was undone already, by ana/ })
  expect((await readJournalAfter(db, seq)).rows).toHaveLength(1)
})

test('an undo races with purges of the same tag: the marks are those of the purges that stand', async () => {
  const verdict = await storePage()
  const { seq } = await purge()
  const [, ...others] = await Promise.all([
    undo(seq),
    ...Array.from({ length: 5 }, () => purge({ mode: 'invalidate' })),
  ])
  expect(await verdict()).toBe('stale stale_tag')
  await Promise.all(others.map((other) => undo(other.seq)))
  expect(await verdict()).toBe('fresh')
})

test('what cannot be undone is refused by code and sentence, and leaves no trace', async () => {
  await deploy(ctx, { project: 'blog', promote: true })
  const foreign = await createPurge(ctx, {
    project: 'blog',
    scope: { kind: 'project' },
    selectors: [news],
    mode: 'delete',
  })
  const old = await purge()
  await pool.sql`update journal set created_at = created_at - interval '24 hours 1 second' where seq = ${old.seq}`
  const due = await purge({ deadlineSeconds: 60 })
  await pool.sql`update journal set created_at = created_at - interval '61 seconds', delete_at_ms = delete_at_ms - 61000
    where seq = ${due.seq}`
  const twice = await purge()
  const { undo: undone } = await undo(twice.seq)
  const { seq: before } = await readJournalAfter(db, 0)
  const asToken = (scopes: Parameters<typeof tokenActor>[0]) =>
    undoPurge(testContext(db, tokenActor(scopes)), { project, seq: twice.seq })

  await expect(undo(old.seq)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringMatching(/can be undone until .*Z; that has passed\. UNDO_GRACE_HOURS/),
  })
  await expect(undo(due.seq)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('deadline') })
  await expect(undo(twice.seq)).rejects.toMatchObject({ code: 'conflict', message: expect.stringContaining('already') })
  await expect(undo(undone?.seq ?? 0)).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringContaining('purge again'),
  })
  await expect(undo(999_999)).rejects.toMatchObject({ code: 'not_found' })
  await expect(undo(foreign.seq)).rejects.toMatchObject({ code: 'not_found' })
  await expect(asToken(['read', 'deploy'])).rejects.toMatchObject({ code: 'forbidden' })
  expect((await readJournalAfter(db, 0)).seq).toBe(before)
})

test('the window of an undo is a setting', async () => {
  const { seq } = await purge()
  await pool.sql`update journal set created_at = created_at - interval '2 hours' where seq = ${seq}`
  const strict = { ...ctx, settings: { ...ctx.settings, undoGraceSeconds: 3_600 } }
  await expect(undoPurge(strict, { project, seq })).rejects.toMatchObject({ code: 'conflict' })
  expect(await undo(seq)).toMatchObject({ undo: { actor: 'ana@example.com' } })
})
