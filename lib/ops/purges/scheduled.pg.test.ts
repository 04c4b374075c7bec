import { afterAll, beforeEach, expect, test } from 'vitest'
import { findAuditFault } from '@/db/queries/audit'
import { findProject } from '@/db/queries/projects'
import { readJournalAfter } from '@/db/queries/purges/journal'
import { openTestDb } from '@/db/testing'
import { createPostgresJobStore } from '@/lib/adapters/postgres/job-store'
import type { SchedulePurgeInput } from '@/lib/contract/scheduled-purges'
import { JobRunner } from '@/lib/edge/jobs/job-runner'
import { addDomain } from '@/lib/ops/domains/add-domain'
import { removeDomain } from '@/lib/ops/domains/remove-domain'
import { setDomainGroup } from '@/lib/ops/domains/set-domain-group'
import { cancelScheduledPurge } from '@/lib/ops/purges/cancel-scheduled-purge'
import { listPurges } from '@/lib/ops/purges/list-purges'
import { listScheduledPurges } from '@/lib/ops/purges/list-scheduled-purges'
import { runScheduledPurge } from '@/lib/ops/purges/run-scheduled-purge'
import { schedulePurge } from '@/lib/ops/purges/schedule-purge'
import { deploy, testContext, tokenActor } from '@/lib/ops/testing'
import { scheduledPurge } from '@/lib/server/jobs/scheduled-purge'

const pool = await openTestDb()
afterAll(() => pool.close())
const { db } = pool
const ctx = testContext(db)
const machine = testContext(db, { kind: 'machine' })
const project = 'shop'
const tag = { kind: 'tag', tag: 'q3' } as const
let nowMs = 0
let ids = 0

beforeEach(async () => {
  await pool.sql`truncate projects, deployments, deployment_blobs, domains, entries, marks, audit, journal, jobs cascade`
  await deploy(ctx, { promote: true })
  nowMs = Date.now() + 60_000
})

const at = () => new Date(nowMs + 3_600_000).toISOString()
const plan = (parts: Partial<SchedulePurgeInput> = {}) =>
  schedulePurge(ctx, { project, scope: { kind: 'project' }, selectors: [tag], mode: 'delete', at: at(), ...parts })
const planned = async () => (await listScheduledPurges(ctx, { project })).scheduled
const made = async () => (await listPurges(ctx, { project, limit: 10 })).purges

function edge(): JobRunner {
  return new JobRunner({
    store: createPostgresJobStore(db, `edge-${++ids}`),
    kinds: [scheduledPurge(machine)],
    nowMs: () => nowMs,
    nextId: () => `lease-${++ids}`,
    onError: (error) => {
      throw error
    },
  })
}

async function tick(edges = [edge()]): Promise<void> {
  await Promise.all(edges.map((each) => each.tick()))
  await Promise.all(edges.map((each) => each.settled()))
}

test('a purge to come is listed, waits for its instant, and is made then by one of all edges, for whoever asked', async () => {
  const wish = await plan({ reason: 'embargo' })
  expect(wish).toMatchObject({ at: at(), state: 'waiting', actor: 'ana@example.com', selectors: [tag], mode: 'delete' })
  expect(await planned()).toEqual([wish])
  await tick()
  expect(await made()).toEqual([])
  nowMs += 3_600_000
  await tick([edge(), edge(), edge()])
  expect(await made()).toMatchObject([
    { actor: 'ana@example.com', reason: 'embargo', selectors: [tag], mode: 'delete' },
  ])
  expect(await planned()).toEqual([])
  expect(await findAuditFault(db)).toBeNull()
})

test('a job that is begun again after it purged purges no second time', async () => {
  const { id: jobId } = await plan()
  const projectId = (await findProject(db, project))?.id ?? ''
  const input = { scope: { kind: 'project' }, selectors: [tag], mode: 'delete', deadlineSeconds: 0, reason: null }
  const job = { jobId, projectId, actor: 'ana@example.com', input }
  const seqs = await Promise.all([1, 2, 3].map(() => runScheduledPurge(machine, job)))
  expect(new Set(seqs).size).toBe(1)
  expect(await made()).toHaveLength(1)
})

test('a domain group means the domains that it has when the instant comes', async () => {
  for (const host of ['a.example.com', 'b.example.com'])
    await addDomain(ctx, { project, host, environment: 'production' })
  await setDomainGroup(ctx, { project, host: 'a.example.com', group: 'shops' })
  await plan({ scope: { kind: 'domain_group', group: 'shops' } })
  await setDomainGroup(ctx, { project, host: 'b.example.com', group: 'shops' })
  nowMs += 3_600_000
  await tick()
  expect(await made()).toMatchObject([{ domains: ['a.example.com', 'b.example.com'] }])
})

test('one that cannot be made any more comes to nothing, is listed with why, and never becomes a wider purge', async () => {
  await addDomain(ctx, { project, host: 'a.example.com', environment: 'production' })
  const { seq } = await readJournalAfter(db, 0)
  await plan({ scope: { kind: 'domain', domain: 'a.example.com' } })
  await removeDomain(ctx, { project, host: 'a.example.com' })
  nowMs += 3_600_000
  await tick()
  expect(await planned()).toMatchObject([
    { state: 'failed', message: 'The project “shop” has no domain a.example.com.' },
  ])
  expect((await readJournalAfter(db, seq)).rows.filter(({ kind }) => kind === 'purge')).toEqual([])
})

test('one that is cancelled is not made; one that was cancelled or made cannot be cancelled', async () => {
  const { id } = await plan()
  expect(await cancelScheduledPurge(ctx, { project, id })).toMatchObject({ id, state: 'cancelled' })
  await expect(cancelScheduledPurge(ctx, { project, id })).rejects.toMatchObject({ code: 'conflict' })
  nowMs += 3_600_000
  await tick()
  expect(await made()).toEqual([])
})

test('an instant that passed, one too far, a wrong scope and a token that only reads are refused', async () => {
  const past = new Date(Date.now() - 3_600_000).toISOString()
  await expect(plan({ at: past })).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringContaining('by the database’s clock'),
  })
  const far = new Date(Date.now() + 400 * 86_400_000).toISOString()
  await expect(plan({ at: far })).rejects.toMatchObject({ code: 'invalid' })
  const foreign = { kind: 'domain', domain: 'other.example.com' } as const
  await expect(plan({ scope: foreign })).rejects.toMatchObject({ code: 'not_found' })
  const { id } = await plan()
  const reader = testContext(db, tokenActor(['read']))
  await expect(cancelScheduledPurge(reader, { project, id })).rejects.toMatchObject({ code: 'forbidden' })
  await deploy(ctx, { project: 'blog', promote: true })
  await expect(cancelScheduledPurge(ctx, { project: 'blog', id })).rejects.toMatchObject({ code: 'not_found' })
})
