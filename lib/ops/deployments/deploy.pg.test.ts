import { afterAll, beforeEach, expect, test } from 'vitest'
import { findAuditFault } from '@/db/queries/audit'
import { findProject, setPromotesAutomatically } from '@/db/queries/projects'
import { readJournalAfter } from '@/db/queries/purges/journal'
import { addMinuteCounts } from '@/db/queries/usage/counters'
import { audit } from '@/db/schema/access'
import { blobs } from '@/db/schema/blobs'
import { deployments } from '@/db/schema/deployments'
import { projects } from '@/db/schema/projects'
import { openTestDb } from '@/db/testing'
import { createDeployment } from '@/lib/ops/deployments/create-deployment'
import { finishDeployment } from '@/lib/ops/deployments/finish-deployment'
import { listDeployments } from '@/lib/ops/deployments/list-deployments'
import { uploadFile } from '@/lib/ops/deployments/upload-file'
import { bodyOf, deploy, sha256Of, testContext, tokenActor, waitForLocks } from '@/lib/ops/testing'

const pool = await openTestDb()
afterAll(() => pool.close())
const { db } = pool
const ctx = testContext(db)

beforeEach(async () => {
  await pool.sql`truncate projects, deployments, deployment_blobs, domains, blobs, audit, journal cascade`
})

test('a first deploy makes the project, asks for its files only, and shows itself once they are there', async () => {
  const opened = await createDeployment(ctx, { project: 'shop', upload: ['one', 'two'], source: 'shop-site' })
  expect(opened.deployment).toMatchObject({
    project: 'shop',
    state: 'uploading',
    fileCount: 2,
    sizeBytes: 6,
    source: 'shop-site',
  })
  expect(opened.missing.toSorted()).toEqual([sha256Of('one'), sha256Of('two')].toSorted())
  const { id } = opened.deployment
  for (const text of ['one', 'two']) await uploadFile(ctx, { id, sha256: sha256Of(text) }, bodyOf(text))

  const finished = await finishDeployment(ctx, { id, promote: true, domain: 'shop.example.com' })
  expect(finished).toMatchObject({
    promoted: true,
    urls: ['http://shop.example.com:8080', 'http://shop.localhost:8080', `http://${id}.localhost:8080`],
    deployment: { state: 'ready', isProduction: true, domains: ['shop.example.com', 'shop.localhost'] },
  })
  const journal = await readJournalAfter(db, 0)
  expect(journal.rows.map(({ kind, domain }) => [kind, domain])).toEqual([
    ['domain', 'shop.localhost'],
    ['domain', 'shop.example.com'],
  ])
  const again = await createDeployment(ctx, { project: 'shop', upload: ['one', 'three'] })
  expect(again.missing).toEqual([sha256Of('three')])
  expect(await findAuditFault(db)).toBeNull()
})

test('what a build rendered is stamped with the journal number of the moment the deployment was opened', async () => {
  const { id } = await deploy(ctx, { promote: true })
  const { seq } = await readJournalAfter(db, 0)
  const { deployment: later } = await createDeployment(ctx, { project: 'shop', upload: ['new'] })
  const rows = await db.select({ id: deployments.id, createdSeq: deployments.createdSeq }).from(deployments)
  expect(Object.fromEntries(rows.map((row) => [row.id, row.createdSeq]))).toEqual({ [id]: seq - 1, [later.id]: seq })
})

test('a build output that cannot be served is refused before anything changes, naming file, key and reason', async () => {
  await expect(createDeployment(ctx, { project: 'shop', upload: { broken: true } })).rejects.toMatchObject({
    code: 'invalid',
    message: 'config.json (version): Only version 3 is read.',
    details: { file: 'config.json', key: 'version', reason: 'Only version 3 is read.' },
  })
  expect(await findProject(db, 'shop')).toBeUndefined()
  expect(await db.select().from(audit)).toEqual([])
})

test.each([
  [
    'a token without the scope',
    () => createDeployment(testContext(db, tokenActor(['purge'])), { project: 'shop', upload: [] }),
    'forbidden',
  ],
  [
    'a token confined to another project',
    () => createDeployment(testContext(db, tokenActor(['deploy'], 'prj_other')), { project: 'shop', upload: [] }),
    'forbidden',
  ],
  [
    'nobody',
    () => createDeployment(testContext(db, { kind: 'anonymous' }), { project: 'shop', upload: [] }),
    'unauthorized',
  ],
  ['the name of a page of the dashboard', () => createDeployment(ctx, { project: 'api', upload: [] }), 'invalid'],
])('a deployment is not opened for %s', async (_title, open, code) => {
  await expect(open()).rejects.toMatchObject({ code })
  expect(await db.select().from(projects)).toEqual([])
})

test('a file is stored only under the hash of its bytes, and only where it is asked for', async () => {
  const { deployment } = await createDeployment(ctx, { project: 'shop', upload: ['one'] })
  const { id } = deployment
  await expect(uploadFile(ctx, { id, sha256: sha256Of('one') }, bodyOf('other'))).rejects.toMatchObject({
    code: 'invalid',
  })
  await expect(uploadFile(ctx, { id, sha256: sha256Of('other') }, bodyOf('other'))).rejects.toMatchObject({
    code: 'not_found',
  })
  const confined = testContext(db, tokenActor(['deploy'], 'prj_other'))
  await expect(uploadFile(confined, { id, sha256: sha256Of('one') }, bodyOf('one'))).rejects.toMatchObject({
    code: 'not_found',
  })
  expect(await db.select().from(blobs)).toEqual([])

  await Promise.all([1, 2, 3].map(() => uploadFile(ctx, { id, sha256: sha256Of('one') }, bodyOf('one'))))
  expect((await db.select().from(blobs)).map(({ sizeBytes }) => sizeBytes)).toEqual([3])
})

test('a deployment with missing files does not become ready', async () => {
  const { deployment } = await createDeployment(ctx, { project: 'shop', upload: ['one'] })
  await expect(finishDeployment(ctx, { id: deployment.id, promote: true })).rejects.toMatchObject({
    code: 'conflict',
    details: { missing: [sha256Of('one')] },
  })
  expect((await listDeployments(ctx, { project: 'shop', limit: 10 })).deployments[0]).toMatchObject({
    state: 'uploading',
  })
})

test('a list tells the requests that each deployment answered lately, on whatever domain', async () => {
  const first = await deploy(ctx, { promote: true })
  const second = await deploy(ctx, { promote: false })
  const projectId = (await findProject(db, 'shop'))?.id ?? ''
  const minute = (agoMs: number) => new Date(Math.floor((Date.now() - agoMs) / 60_000) * 60_000)
  const place = { projectId, route: '/', region: 'local', domain: 'shop.localhost' }
  await db.transaction((tx) =>
    addMinuteCounts(tx, [
      { ...place, deploymentId: first.id, minute: minute(0), hit: 5, none: 2 },
      { ...place, deploymentId: first.id, minute: minute(3 * 3_600_000), domain: 'b.localhost', miss: 1 },
      { ...place, deploymentId: first.id, minute: minute(26 * 3_600_000), hit: 100 },
      { ...place, deploymentId: second.id, projectId: 'prj_other', minute: minute(0), hit: 9 },
    ]),
  )
  const list = await listDeployments(ctx, { project: 'shop', limit: 10 })
  expect(list.deployments.map(({ id, requests }) => [id, requests])).toEqual([
    [second.id, 0],
    [first.id, 8],
  ])
})

test('a list of deployments is the same without their entries counted', async () => {
  await deploy(ctx, { promote: true })
  await deploy(ctx, { promote: false })
  const { deployments: counted } = await listDeployments(ctx, { project: 'shop', limit: 10 })
  expect(counted.map(({ entryCount }) => entryCount)).toEqual([0, 0])
  const uncounted = await listDeployments(ctx, { project: 'shop', limit: 10, entries: 'uncounted' })
  expect(uncounted.deployments).toEqual(counted.map((row) => ({ ...row, entryCount: null })))
})

test('a finish that is sent again, or twice at once, changes nothing more', async () => {
  const { deployment } = await createDeployment(ctx, { project: 'shop', upload: ['one'] })
  await uploadFile(ctx, { id: deployment.id, sha256: sha256Of('one') }, bodyOf('one'))
  const finish = () => finishDeployment(ctx, { id: deployment.id, promote: true })
  const results = [...(await Promise.all([finish(), finish()])), await finish()]
  expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1)
  const actions = (await db.select().from(audit)).map(({ action }) => action)
  expect(actions).toEqual(['deployments.create', 'deployments.finish'])
})

test('a finish that is sent again after a newer deployment was promoted does not bring the older one back', async () => {
  const older = await deploy(ctx, { promote: true })
  const newer = await deploy(ctx, { promote: true })
  expect(await finishDeployment(ctx, { id: older.id, promote: true })).toMatchObject({ promoted: true })
  const { deployments: list } = await listDeployments(ctx, { project: 'shop', limit: 10 })
  expect(list.filter(({ isProduction }) => isProduction).map(({ id }) => id)).toEqual([newer.id])
})

test('a deploy that waits for a domain lets everybody else write to the journal', async () => {
  await deploy(ctx, { promote: true })
  const { deployment } = await createDeployment(ctx, { project: 'shop', upload: ['hello'] })
  let finished: Promise<unknown> = Promise.resolve()
  await pool.sql.begin(async (sql) => {
    await sql`select * from domains for update`
    finished = finishDeployment(ctx, { id: deployment.id, promote: true, domain: 'new.example.com' })
    await waitForLocks(pool.sql, 1)
    await sql`select * from journal_head for update nowait`
  })
  expect(await finished).toMatchObject({ promoted: true })
})

test('two production deploys at once both succeed, and all production domains show the same one', async () => {
  await deploy(ctx, { promote: true, domain: 'shop.example.com' })
  const [one, other] = await Promise.all([deploy(ctx, { promote: true }), deploy(ctx, { promote: true })])
  const { deployments: list } = await listDeployments(ctx, { project: 'shop', limit: 10 })
  const shown = list.filter(({ domains }) => domains.length > 0)
  expect(shown).toHaveLength(1)
  expect([one.id, other.id]).toContain(shown[0]?.id)
  expect(shown[0]?.domains).toEqual(['shop.example.com', 'shop.localhost'])
})

test('while automatic promotion is off, a production deploy becomes ready and moves nothing', async () => {
  const shown = await deploy(ctx, { promote: true })
  const project = await findProject(db, 'shop')
  await db.transaction((tx) => setPromotesAutomatically(tx, { projectId: project?.id ?? '', value: false }))
  const { deployment } = await createDeployment(ctx, { project: 'shop', upload: ['hello'] })
  const finished = await finishDeployment(ctx, { id: deployment.id, promote: true, domain: 'new.example.com' })
  expect(finished).toMatchObject({ promoted: false, urls: [deployment.previewUrl], deployment: { domains: [] } })
  expect((await listDeployments(ctx, { project: 'shop', limit: 1 })).promotesAutomatically).toBe(false)
  expect(shown.domains).toEqual(['shop.localhost'])
})

test('a domain named without --prod is a preview domain, and a production domain is not moved so', async () => {
  await deploy(ctx, { promote: true })
  const preview = await deploy(ctx, { domain: 'try.example.com' })
  expect(preview).toMatchObject({ domains: ['try.example.com'], isProduction: false })
  await expect(deploy(ctx, { domain: 'shop.localhost' })).rejects.toMatchObject({ code: 'conflict' })
  await expect(deploy(ctx, { project: 'blog', promote: true, domain: 'shop.localhost' })).rejects.toMatchObject({
    code: 'conflict',
  })
  await expect(deploy(ctx, { domain: `${preview.id}.localhost` })).rejects.toMatchObject({ code: 'conflict' })
})
