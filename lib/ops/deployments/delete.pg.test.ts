import { afterAll, beforeEach, expect, test } from 'vitest'
import { findAuditFault } from '@/db/queries/audit'
import { findAsset } from '@/db/queries/deployments/deployment-assets'
import { listLongDeleted } from '@/db/queries/deployments/deployments'
import { readJournalAfter } from '@/db/queries/purges/journal'
import { audit } from '@/db/schema/access'
import { pathHours } from '@/db/schema/counters'
import { domains } from '@/db/schema/domains'
import { openTestDb } from '@/db/testing'
import { createPostgresEntryStore } from '@/lib/adapters/postgres/entry-store'
import { bodyOf, entryOf, generationOf, idOf } from '@/lib/engine/contract-tests/builders'
import type { OpsContext } from '@/lib/ops/context'
import { deleteDeployment } from '@/lib/ops/deployments/delete-deployment'
import { getDeletion } from '@/lib/ops/deployments/get-deletion'
import { promote } from '@/lib/ops/deployments/promote'
import { rollBack } from '@/lib/ops/deployments/roll-back'
import { addDomain } from '@/lib/ops/domains/add-domain'
import { deploy, sha256Of, testContext, tokenActor, waitForLocks } from '@/lib/ops/testing'

const pool = await openTestDb()
afterAll(() => pool.close())
const { db } = pool
const project = 'shop'

beforeEach(async () => {
  await pool.sql`truncate projects, deployments, deployment_blobs, deployment_assets, domains, blobs, audit, journal,
    entries, entry_groups, versions, generations, generation_members, path_hours cascade`
})

/** Deployments whose build has these hashed files. */
function contextWith(paths: readonly string[]): OpsContext {
  const ctx = testContext(db)
  const asset = { sha256: sha256Of('hello'), sizeBytes: 5, contentType: 'text/javascript' }
  return {
    ...ctx,
    compileBuild: (upload) => {
      const build = ctx.compileBuild(upload)
      return build.kind === 'refused' ? build : { ...build, assets: paths.map((path) => ({ path, ...asset })) }
    },
  }
}

const ctx = testContext(db)

test('the plan says what would break and changes nothing', async () => {
  const old = await deploy(contextWith(['/_astro/old.Cx1.js', '/_astro/both.Cx2.js']), { promote: true })
  const shown = await deploy(contextWith(['/_astro/both.Cx2.js']), { promote: true })
  const projectId = await idOfProject()
  const counts = {
    hour: new Date(),
    projectId,
    deploymentId: old.id,
    domain: 'shop.localhost',
    lastStatus: 'HIT',
    lastAt: new Date(),
  }
  await db.insert(pathHours).values([
    { ...counts, path: '/_astro/old.Cx1.js', route: '(earlier asset)', hit: 3 },
    { ...counts, path: '/', route: '/', hit: 90 },
  ])
  await storePage({
    projectId,
    deploymentId: shown.id,
    path: '/news',
    body: '<script src="/_astro/old.Cx1.js"></script>',
  })
  await storePage({
    projectId,
    deploymentId: shown.id,
    path: '/other',
    body: '<script src="/_astro/both.Cx2.js"></script>',
  })
  await storePage({ projectId, deploymentId: old.id, path: '/', body: 'old' })

  expect(await getDeletion(ctx, { id: old.id })).toEqual({
    deployment: old.id,
    domains: [],
    entryCount: 1,
    rollback: 'next',
    assets: {
      onlyHere: 1,
      askedLately: 1,
      requestsLately: 3,
      namedByPages: 1,
      examples: [
        { path: '/_astro/old.Cx1.js', page: 'shop.localhost/news' },
        { path: '/_astro/old.Cx1.js', page: null },
      ],
    },
  })
  expect(await getDeletion(ctx, { id: shown.id })).toMatchObject({ domains: ['shop.localhost'], rollback: 'possible' })
  expect(await rollBack(ctx, { project })).toMatchObject({ deployment: old.id })
})

test('a deleted deployment is told to the edges and audited, its files are found no more, and nothing leads there', async () => {
  const old = await deploy(contextWith(['/_astro/old.Cx1.js']), { promote: true })
  await deploy(ctx, { promote: true })
  const projectId = await idOfProject()
  const wanted = { projectId, path: '/_astro/old.Cx1.js', named: null }
  expect(await findAsset(db, wanted)).toMatchObject({ deploymentId: old.id })
  const { seq } = await readJournalAfter(db, 0)

  expect(await deleteDeployment(ctx, { id: old.id })).toMatchObject({ deployment: old.id, rollback: 'next' })
  expect(await findAsset(db, wanted)).toBeUndefined()
  const { rows } = await readJournalAfter(db, seq)
  expect(rows).toMatchObject([
    { kind: 'deployment_deleted', deploymentId: old.id, projectId, actor: 'ana@example.com' },
  ])
  expect((await db.select().from(audit)).at(-1)).toMatchObject({ action: 'deployments.delete' })
  expect(await findAuditFault(db)).toBeNull()
  await expect(rollBack(ctx, { project })).rejects.toMatchObject({ code: 'conflict' })
  await expect(promote(ctx, { project, deployment: old.id })).rejects.toMatchObject({ code: 'conflict' })
})

test('one that a domain shows is refused, naming the domain', async () => {
  const shown = await deploy(ctx, { promote: true })
  await expect(deleteDeployment(ctx, { id: shown.id })).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('shop.localhost shows'),
  })
})

test('one that is deleted, unknown, or another project’s is refused', async () => {
  const preview = await deploy(ctx)
  await deleteDeployment(ctx, { id: preview.id })
  await expect(deleteDeployment(ctx, { id: preview.id })).rejects.toMatchObject({ code: 'conflict' })
  await expect(getDeletion(ctx, { id: preview.id })).rejects.toMatchObject({ code: 'conflict' })
  await expect(deleteDeployment(ctx, { id: 'dpl_000000000000' })).rejects.toMatchObject({ code: 'not_found' })
  const other = await deploy(ctx)
  const reader = testContext(db, tokenActor(['read']))
  await expect(deleteDeployment(reader, { id: other.id })).rejects.toMatchObject({ code: 'forbidden' })
  const stranger = testContext(db, tokenActor(['deploy'], 'prj_other'))
  await expect(deleteDeployment(stranger, { id: other.id })).rejects.toMatchObject({ code: 'not_found' })
})

test.each([
  ['promotion', (id: string) => promote(ctx, { project, deployment: id })],
  [
    'domain',
    (id: string) => addDomain(ctx, { project, host: 'new.example.com', environment: 'preview', deployment: id }),
  ],
])('of a deletion and a %s at once one is refused, and no domain is left showing nothing', async (_title, act) => {
  await deploy(ctx, { promote: true })
  const { id } = await deploy(ctx)
  const projectId = await idOfProject()
  const release = Promise.withResolvers<void>()
  const held = pool.sql.begin(async (sql) => {
    await sql`select 1 from projects where id = ${projectId} for update`
    await release.promise
  })
  await waitUntilHeld()
  const racing = Promise.allSettled([deleteDeployment(ctx, { id }), act(id)])
  await waitForLocks(pool.sql, 2)
  release.resolve()
  await held
  const results = await racing
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const [deletion] = results
  const shown = (await db.select().from(domains)).some(({ deploymentId }) => deploymentId === id)
  expect(shown).toBe(deletion?.status === 'rejected')
})

async function waitUntilHeld(): Promise<void> {
  const [row] = await pool.sql`select count(*)::int as held from pg_locks l join pg_class c on c.oid = l.relation
    where c.relname = 'projects' and l.mode = 'RowShareLock' and l.granted`
  if (row?.held === 0) await waitUntilHeld()
}

async function idOfProject(): Promise<string> {
  const [row] = await pool.sql`select id from projects where name = ${project}`
  return String(row?.id)
}

async function storePage(page: { projectId: string; deploymentId: string; path: string; body: string }) {
  const { body, ...place } = page
  const id = idOf({ ...place, domain: 'shop.localhost' })
  const entry = entryOf({ id, version: { body: bodyOf(body) } })
  await createPostgresEntryStore(db).commit(generationOf([entry]))
}

test('what edges have of it on disk may go a while after it was deleted, as the journal tells', async () => {
  const [shown, gone] = [await deploy(ctx, { promote: true }), await deploy(ctx)]
  const ids = [shown.id, gone.id, 'dpl_unknown']
  const deletedFor = (forSeconds: number) => listLongDeleted(db, { ids, forSeconds })
  expect(await deletedFor(0)).toEqual([])
  await deleteDeployment(ctx, { id: gone.id })
  expect(await deletedFor(3_600)).toEqual([])
  await pool.sql`update journal set created_at = now() - interval '1 hour' where kind = 'deployment_deleted'`
  expect(await deletedFor(3_600)).toEqual([gone.id])
  expect(await deletedFor(3_700)).toEqual([])
})
