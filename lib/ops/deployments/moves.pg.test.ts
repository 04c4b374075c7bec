import { afterAll, beforeEach, expect, test } from 'vitest'
import { findAuditFault } from '@/db/queries/audit'
import { readJournalAfter } from '@/db/queries/purges/journal'
import { audit } from '@/db/schema/access'
import { domains } from '@/db/schema/domains'
import { openTestDb } from '@/db/testing'
import { createDeployment } from '@/lib/ops/deployments/create-deployment'
import { listDeployments } from '@/lib/ops/deployments/list-deployments'
import { promote } from '@/lib/ops/deployments/promote'
import { rollBack } from '@/lib/ops/deployments/roll-back'
import { addDomain } from '@/lib/ops/domains/add-domain'
import { deploy, testContext, tokenActor, waitForLocks } from '@/lib/ops/testing'

const pool = await openTestDb()
afterAll(() => pool.close())
const { db } = pool
const ctx = testContext(db)
const project = 'shop'

beforeEach(async () => {
  await pool.sql`truncate projects, deployments, deployment_blobs, domains, blobs, audit, journal cascade`
})

async function shown(): Promise<Record<string, string | null>> {
  const rows = await db.select().from(domains)
  return Object.fromEntries(rows.map(({ host, deploymentId }) => [host, deploymentId]))
}

test('a promotion moves every production domain and no other, tells each to the edges, and is audited', async () => {
  await deploy(ctx, { promote: true, domain: 'shop.example.com' })
  const preview = await deploy(ctx, { domain: 'try.example.com' })
  const { id: to } = await deploy(ctx)
  const { seq } = await readJournalAfter(db, 0)

  const result = await promote(ctx, { project, deployment: to })
  expect(result.moved.map(({ domain }) => domain)).toEqual(['shop.example.com', 'shop.localhost'])
  expect(await shown()).toEqual({ 'shop.example.com': to, 'shop.localhost': to, 'try.example.com': preview.id })
  const { rows } = await readJournalAfter(db, seq)
  expect(rows.map(({ kind, domain, deploymentId, actor }) => [kind, domain, deploymentId, actor])).toEqual([
    ['domain', 'shop.example.com', to, 'ana@example.com'],
    ['domain', 'shop.localhost', to, 'ana@example.com'],
  ])
  expect((await db.select().from(audit)).at(-1)).toMatchObject({ action: 'deployments.promote', ip: '192.0.2.7' })
  expect(await findAuditFault(db)).toBeNull()
})

test('the first promotion of a project gives it its default domain', async () => {
  const { id } = await deploy(ctx)
  const result = await promote(ctx, { project, deployment: id })
  expect(result.moved).toEqual([{ domain: 'shop.localhost', from: null, to: id }])
  expect((await listDeployments(ctx, { project, limit: 1 })).deployments[0]).toMatchObject({ isProduction: true })
})

test('each roll back goes one promotion further back, and a promotion starts anew', async () => {
  const [a, b, c] = [
    await deploy(ctx, { promote: true }),
    await deploy(ctx, { promote: true }),
    await deploy(ctx, { promote: true }),
  ]
  const first = await rollBack(ctx, { project, reason: 'prices are wrong' })
  expect(first).toEqual({
    deployment: b.id,
    moved: [{ domain: 'shop.localhost', from: c.id, to: b.id }],
    promotesAutomatically: false,
  })
  expect((await rollBack(ctx, { project })).deployment).toBe(a.id)
  await expect(rollBack(ctx, { project })).rejects.toMatchObject({ code: 'conflict' })

  expect(await promote(ctx, { project, deployment: c.id })).toMatchObject({ promotesAutomatically: true })
  expect((await rollBack(ctx, { project })).deployment).toBe(b.id)
})

test('promoting what is shown after a roll back turns automatic promotion on, and the next roll back still goes back', async () => {
  const [a, b] = [await deploy(ctx, { promote: true }), await deploy(ctx, { promote: true })]
  await deploy(ctx, { promote: true })
  await rollBack(ctx, { project })
  expect(await promote(ctx, { project, deployment: b.id })).toMatchObject({ moved: [], promotesAutomatically: true })
  expect((await rollBack(ctx, { project })).deployment).toBe(a.id)
})

test('after a roll back a production deploy stays in the wings until somebody promotes it', async () => {
  const { id: before } = await deploy(ctx, { promote: true })
  await deploy(ctx, { promote: true })
  await rollBack(ctx, { project })
  const { id: next } = await deploy(ctx, { promote: true })
  expect(await shown()).toEqual({ 'shop.localhost': before })
  await promote(ctx, { project, deployment: next })
  expect(await shown()).toEqual({ 'shop.localhost': next })
})

test('a roll back of one domain moves that domain alone', async () => {
  const { id: before } = await deploy(ctx, { promote: true, domain: 'shop.example.com' })
  const { id: after } = await deploy(ctx, { promote: true })
  await rollBack(ctx, { project, domain: 'shop.example.com' })
  expect(await shown()).toEqual({ 'shop.example.com': before, 'shop.localhost': after })
})

test('what cannot be shown is neither promoted nor rolled back to', async () => {
  await deploy(ctx, { promote: true })
  const { deployment: unfinished } = await createDeployment(ctx, { project, upload: ['never sent'] })
  const { id: foreign } = await deploy(ctx, { project: 'blog' })
  const { id: neverShown } = await deploy(ctx)
  await expect(promote(ctx, { project, deployment: unfinished.id })).rejects.toMatchObject({ code: 'conflict' })
  await expect(promote(ctx, { project, deployment: foreign })).rejects.toMatchObject({ code: 'not_found' })
  await expect(rollBack(ctx, { project, deployment: neverShown })).rejects.toMatchObject({ code: 'conflict' })
  await expect(promote(ctx, { project, deployment: neverShown, domain: 'a.test' })).rejects.toMatchObject({
    code: 'not_found',
  })
  await expect(promote(ctx, { project: 'none', deployment: neverShown })).rejects.toMatchObject({ code: 'not_found' })
})

test.each([
  ['may only read', tokenActor(['read'])],
  ['may only purge', tokenActor(['purge'])],
])('a token that %s moves nothing', async (_title, actor) => {
  const { id: before } = await deploy(ctx, { promote: true })
  const { id: after } = await deploy(ctx)
  const weak = testContext(db, actor)
  await expect(promote(weak, { project, deployment: after })).rejects.toMatchObject({ code: 'forbidden' })
  await expect(rollBack(weak, { project })).rejects.toMatchObject({ code: 'forbidden' })
  expect(await shown()).toEqual({ 'shop.localhost': before })
})

test('of moves that saw the same domain, one wins and the others are refused; nothing is half moved', async () => {
  await deploy(ctx, { promote: true, domain: 'shop.example.com' })
  const candidates = await Promise.all(Array.from({ length: 6 }, () => deploy(ctx)))
  // Nobody can move a domain while this transaction holds its row, so all six have seen it as it is now.
  const { promise: seen, resolve: release } = Promise.withResolvers<void>()
  const holding = Promise.withResolvers<void>()
  const blocker = pool.sql.begin(async (sql) => {
    await sql`select * from projects for update`
    holding.resolve()
    await seen
  })
  await holding.promise
  const moves = Promise.allSettled(candidates.map(({ id }) => promote(ctx, { project, deployment: id })))
  await waitForLocks(pool.sql, candidates.length)
  release()
  await blocker
  const outcomes = await moves
  const won = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value.deployment] : []))
  expect(won).toHaveLength(1)
  expect(await shown()).toEqual({ 'shop.example.com': won[0], 'shop.localhost': won[0] })
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'conflict' })
  }
  expect(await findAuditFault(db)).toBeNull()
})

test.each([
  ['a promotion', (to: string) => promote(ctx, { project, deployment: to })],
  ['a roll back', () => rollBack(ctx, { project })],
])('%s moves a production domain that was added while it waited', async (_title, move) => {
  const before = await deploy(ctx, { promote: true })
  const after = await deploy(ctx, { promote: true })
  let result: ReturnType<typeof promote> | undefined
  await pool.sql.begin(async (sql) => {
    const [row] = await sql`select * from projects for update`
    result = move(before.id)
    await waitForLocks(pool.sql, 1)
    await sql`insert into domains (host, project_id, deployment_id, environment)
      values ('new.example.com', ${row?.id}, ${after.id}, 'production')`
  })
  await result
  expect(await shown()).toEqual({ 'new.example.com': before.id, 'shop.localhost': before.id })
})

test('a roll back of a preview domain leaves automatic promotion on', async () => {
  const before = await deploy(ctx, { promote: true })
  const after = await deploy(ctx, { promote: true })
  await addDomain(ctx, { project, host: 'try.example.com', environment: 'preview', deployment: after.id })
  expect(await rollBack(ctx, { project, domain: 'try.example.com' })).toEqual({
    deployment: before.id,
    moved: [{ domain: 'try.example.com', from: after.id, to: before.id }],
    promotesAutomatically: true,
  })
  expect((await listDeployments(ctx, { project, limit: 1 })).promotesAutomatically).toBe(true)
})

test('a domain that a promotion names is moved even when it is a preview domain, and promotes nothing else', async () => {
  const { id: before } = await deploy(ctx, { promote: true })
  const { id: after } = await deploy(ctx)
  await addDomain(ctx, { project, host: 'try.example.com', environment: 'preview', deployment: before })
  await promote(ctx, { project, deployment: after, domain: 'try.example.com' })
  expect(await shown()).toEqual({ 'shop.localhost': before, 'try.example.com': after })
})

test('of a promotion and a roll back that saw the same, one wins and the other is refused by code and sentence', async () => {
  const before = await deploy(ctx, { promote: true, domain: 'shop.example.com' })
  await deploy(ctx, { promote: true })
  const next = await deploy(ctx)
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const holding = Promise.withResolvers<void>()
  const blocker = pool.sql.begin(async (sql) => {
    await sql`select * from projects for update`
    holding.resolve()
    await released
  })
  await holding.promise
  const moves = Promise.allSettled([promote(ctx, { project, deployment: next.id }), rollBack(ctx, { project })])
  await waitForLocks(pool.sql, 2)
  release()
  await blocker
  const [promoted, rolledBack] = await moves
  expect([promoted.status, rolledBack.status].toSorted()).toEqual(['fulfilled', 'rejected'])
  const hasPromoted = promoted.status === 'fulfilled'
  const refused = hasPromoted ? rolledBack : promoted
  expect(refused).toMatchObject({
    reason: {
      code: 'conflict',
      message: 'The domain shop.example.com was moved in the meantime. Reload, then try again.',
    },
  })
  const winner = hasPromoted ? next.id : before.id
  expect(await shown()).toEqual({ 'shop.example.com': winner, 'shop.localhost': winner })
  expect((await listDeployments(ctx, { project, limit: 1 })).promotesAutomatically).toBe(hasPromoted)
})
