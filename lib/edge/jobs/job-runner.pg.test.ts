import { afterAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { listJobs as readJobs } from '@/db/queries/jobs'
import { findProject } from '@/db/queries/projects'
import { openTestDb } from '@/db/testing'
import { createPostgresJobStore } from '@/lib/adapters/postgres/job-store'
import { type JobEnd, type JobTools, jobKind } from '@/lib/edge/jobs/job-kind'
import { JobRunner } from '@/lib/edge/jobs/job-runner'
import { cancelJob } from '@/lib/ops/jobs/cancel-job'
import { enqueueJob } from '@/lib/ops/jobs/enqueue-job'
import { getJob } from '@/lib/ops/jobs/get-job'
import { listJobs } from '@/lib/ops/jobs/list-jobs'
import { createProject } from '@/lib/ops/projects/create-project'
import { testContext, tokenActor } from '@/lib/ops/testing'

const pool = await openTestDb()
afterAll(() => pool.close())
const { db } = pool
const ctx = testContext(db)
const project = 'shop'
const LEASE_MS = 30_000
const DONE: JobEnd = { outcome: 'done', message: null, report: { pages: 2 } }

/** What the runner calls, and how the test answers. */
type Call = { edge: string; input: unknown; tools: JobTools; end: (end?: JobEnd) => void; fail: (why: string) => void }
let calls: Call[] = []
let nowMs = 0
let ids = 0
let projectId = ''

beforeEach(async () => {
  await pool.sql`truncate projects, jobs, audit cascade`
  await createProject(ctx, { project })
  projectId = (await findProject(db, project))?.id ?? ''
  calls = []
  nowMs = Date.now() + 1_000
})

/** An edge whose handlers end when the test says so, or when they are interrupted. */
function edgeOf(edge: string, everyMs?: number): JobRunner {
  const run = (input: unknown, tools: JobTools) =>
    new Promise<JobEnd>((resolve, reject) => {
      const heed = () => reject(new Error('interrupted'))
      tools.signal.addEventListener('abort', heed, { once: true })
      const fail = (why: string) => reject(new Error(why))
      calls.push({ edge, input, tools, end: (end = DONE) => resolve(end), fail })
    })
  const input = z.object({ n: z.number().optional() })
  return new JobRunner({
    store: createPostgresJobStore(db, edge),
    kinds: [jobKind({ kind: 'count', input, maxAttempts: 2, ...(everyMs === undefined ? {} : { everyMs }), run })],
    nowMs: () => nowMs,
    nextId: () => `id-${++ids}`,
    onError: (error) => {
      throw error
    },
  })
}

async function put(n = 1, parts: { dueAtMs?: number; singleName?: string } = {}): Promise<string> {
  const row = await enqueueJob(ctx, db, { projectId, kind: 'count', input: { n }, ...parts })
  return row?.id ?? 'none'
}
const look = (id: string) => getJob(ctx, { id })

test('a job that is due is run by one of all edges, and tells how far it is and what came of it', async () => {
  const id = await put()
  const edges = ['a', 'b', 'c'].map((name) => edgeOf(name))
  await Promise.all(edges.map((edge) => edge.tick()))
  expect(calls).toMatchObject([{ input: { n: 1 }, tools: { jobId: id, projectId, actor: 'ana@example.com' } }])
  await calls[0]?.tools.progress({ doneCount: 1, totalCount: 2, activity: 'counting' })
  expect(await look(id)).toMatchObject({
    state: 'running',
    project,
    attemptCount: 1,
    progress: { done: 1, total: 2, activity: 'counting' },
  })
  nowMs += 500
  calls[0]?.end()
  await Promise.all(edges.map((edge) => edge.settled()))
  expect(await look(id)).toMatchObject({
    state: 'done',
    report: { pages: 2 },
    message: null,
    endedAt: new Date(nowMs).toISOString(),
  })
})

test('a job waits for its instant', async () => {
  const edge = edgeOf('a')
  await put(1, { dueAtMs: nowMs + 60_000 })
  await edge.tick()
  expect(calls).toEqual([])
  nowMs += 60_000
  await edge.tick()
  expect(calls).toHaveLength(1)
  calls[0]?.end()
  await edge.settled()
})

test('a job whose edge went away is taken up where it was, and the lost edge writes nothing more', async () => {
  const id = await put()
  const [lost, other] = [edgeOf('a'), edgeOf('b')]
  await lost.tick()
  await calls[0]?.tools.progress({ doneCount: 1, totalCount: 2, activity: null, checkpoint: { at: 'page 1' } })
  nowMs += LEASE_MS - 1
  await other.tick()
  expect(calls).toHaveLength(1)
  nowMs += 1
  await other.tick()
  expect(calls[1]).toMatchObject({ edge: 'b', tools: { checkpoint: { at: 'page 1' } } })
  await expect(calls[0]?.tools.progress({ doneCount: 2, totalCount: 2, activity: null })).rejects.toBe('lost')
  expect(calls[0]?.tools.signal.aborted).toBe(true)
  await lost.settled()
  calls[1]?.end({ ...DONE, report: 'of the other' })
  await other.settled()
  expect(await look(id)).toMatchObject({ state: 'done', report: 'of the other', attemptCount: 2 })
})

test('a lease is renewed as long as its edge ticks', async () => {
  await put()
  const [edge, other] = [edgeOf('a'), edgeOf('b')]
  await edge.tick()
  for (let round = 0; round < 3; round++) {
    nowMs += LEASE_MS - 1
    await edge.tick()
    await other.tick()
  }
  expect(calls).toHaveLength(1)
  calls[0]?.end()
  await edge.settled()
})

test('a job that rejects is tried again later, and fails for good after its last attempt', async () => {
  const id = await put()
  const edge = edgeOf('a')
  await edge.tick()
  calls[0]?.fail('the site was away')
  await edge.settled()
  expect(await look(id)).toMatchObject({ state: 'waiting', message: 'the site was away', attemptCount: 1 })
  await edge.tick()
  expect(calls).toHaveLength(1)
  nowMs += 15_000
  await edge.tick()
  calls[1]?.fail('the site is still away')
  await edge.settled()
  expect(await look(id)).toMatchObject({ state: 'failed', message: 'the site is still away', attemptCount: 2 })
})

test('a failure that the handler tells is not tried again', async () => {
  const id = await put()
  const edge = edgeOf('a')
  await edge.tick()
  calls[0]?.end({ outcome: 'failed', message: 'There is no page.', report: null })
  await edge.settled()
  expect(await look(id)).toMatchObject({ state: 'failed', message: 'There is no page.', attemptCount: 1 })
})

test('a job under which edges keep going away is given up', async () => {
  const id = await put()
  for (const name of ['a', 'b']) {
    await edgeOf(name).tick()
    nowMs += LEASE_MS
  }
  const edge = edgeOf('c')
  await edge.tick()
  await edge.settled()
  expect(calls).toHaveLength(2)
  expect(await look(id)).toMatchObject({ state: 'failed', message: expect.stringContaining('went away') })
})

test('an edge that stops puts its jobs back in line, and the attempt does not count', async () => {
  const id = await put()
  const edge = edgeOf('a')
  await edge.tick()
  await edge.stop()
  expect(await look(id)).toMatchObject({ state: 'waiting', attemptCount: 0 })
  await edge.tick()
  expect(calls).toHaveLength(1)
  const other = edgeOf('b')
  await other.tick()
  expect(calls).toHaveLength(2)
  calls[1]?.end()
  await other.settled()
})

test('cancelling ends a job that waits at once, and one that runs at the next renewal', async () => {
  const later = await put(2, { dueAtMs: nowMs + 60_000 })
  expect(await cancelJob(ctx, { id: later })).toMatchObject({ state: 'cancelled', cancelledBy: 'ana@example.com' })
  const id = await put()
  const edge = edgeOf('a')
  await edge.tick()
  expect(await cancelJob(ctx, { id })).toMatchObject({ state: 'running', cancelledBy: 'ana@example.com' })
  await edge.tick()
  expect(calls[0]?.tools.signal.aborted).toBe(true)
  await edge.settled()
  expect(await look(id)).toMatchObject({ state: 'cancelled' })
  nowMs += 60_000
  await edge.tick()
  expect(calls).toHaveLength(1)
  await expect(cancelJob(ctx, { id })).rejects.toMatchObject({ code: 'conflict' })
  expect(await pool.sql`select action, details from audit where action = 'jobs.cancel'`).toHaveLength(2)
})

test('a cancellation and the end of a job race to one of both, never to neither', async () => {
  const id = await put()
  const edge = edgeOf('a')
  await edge.tick()
  calls[0]?.end()
  const [cancelled] = await Promise.allSettled([cancelJob(ctx, { id }), edge.settled()])
  const { state } = await look(id)
  expect(state).toBe('done')
  if (cancelled.status === 'rejected') expect(cancelled.reason).toMatchObject({ code: 'conflict' })
})

test('input that this edge does not understand fails the job with a sentence', async () => {
  const row = await enqueueJob(ctx, db, { projectId, kind: 'count', input: { n: 'many' } })
  const edge = edgeOf('a')
  await edge.tick()
  await edge.settled()
  expect(await look(row?.id ?? '')).toMatchObject({ state: 'failed', message: expect.stringContaining('Ask for it') })
})

test('a kind that an edge does not know is left for those that do', async () => {
  const row = await enqueueJob(ctx, db, { projectId, kind: 'tomorrow', input: {} })
  const edge = edgeOf('a')
  await edge.tick()
  expect(await look(row?.id ?? '')).toMatchObject({ state: 'waiting' })
})

test('of jobs with one single name, one waits or runs at a time', async () => {
  const ids = await Promise.all([1, 2, 3].map((n) => put(n, { singleName: 'only' })))
  expect(ids.filter((id) => id !== 'none')).toHaveLength(1)
  const edge = edgeOf('a')
  await edge.tick()
  expect(await put(4, { singleName: 'only' })).toBe('none')
  calls[0]?.end()
  await edge.settled()
  expect(await put(5, { singleName: 'only' })).not.toBe('none')
})

test('recurring work waits once for all edges, and comes again so long after its last end', async () => {
  const hour = 3_600_000
  const edges = ['a', 'b'].map((name) => edgeOf(name, hour))
  await Promise.all(edges.map((edge) => edge.tick()))
  expect(calls).toHaveLength(1)
  calls[0]?.end()
  await Promise.all(edges.map((edge) => edge.settled()))
  nowMs += 60_000
  await Promise.all(edges.map((edge) => edge.tick()))
  expect((await readJobs(db, { projectId, limit: 10 })).map(({ state }) => state)).toEqual(['waiting', 'done'])
  expect(calls).toHaveLength(1)
  nowMs += hour
  await Promise.all(edges.map((edge) => edge.tick()))
  expect(calls).toHaveLength(2)
  calls[1]?.end()
  await Promise.all(edges.map((edge) => edge.settled()))
})

test('a confined token sees no job of another project, and only an admin cancels what is of the installation', async () => {
  const id = await put()
  const stranger = testContext(db, tokenActor(['deploy'], 'prj_other'))
  await expect(getJob(stranger, { id })).rejects.toMatchObject({ code: 'not_found' })
  await expect(cancelJob(stranger, { id })).rejects.toMatchObject({ code: 'not_found' })
  const reader = testContext(db, tokenActor(['read']))
  await expect(cancelJob(reader, { id })).rejects.toMatchObject({ code: 'forbidden' })
  await edgeOf('a', 1_000).tick()
  const all = (await listJobs(reader, { project, limit: 10 })).jobs
  const ofAll = all.find((job) => job.project === null)
  const deployer = testContext(db, tokenActor(['deploy']))
  await expect(cancelJob(deployer, { id: ofAll?.id ?? '' })).rejects.toMatchObject({ code: 'forbidden' })
})
