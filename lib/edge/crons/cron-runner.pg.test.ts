import { afterAll, beforeEach, expect, test } from 'vitest'
import { insertCrons, listCronRuns } from '@/db/queries/crons'
import { findProject } from '@/db/queries/projects'
import { openTestDb } from '@/db/testing'
import { countInstants, nextInstant } from '@/lib/adapters/crons/schedule'
import { type CronEnd, createPostgresCronStore, type LiveCron } from '@/lib/adapters/postgres/cron-store'
import { CronRunner } from '@/lib/edge/crons/cron-runner'
import { listCrons } from '@/lib/ops/crons/list-crons'
import { runCron } from '@/lib/ops/crons/run-cron'
import { promote } from '@/lib/ops/deployments/promote'
import { rollBack } from '@/lib/ops/deployments/roll-back'
import { deploy, testContext, tokenActor } from '@/lib/ops/testing'

const pool = await openTestDb()
afterAll(() => pool.close())
const { db } = pool
const ctx = testContext(db)
const project = 'shop'
const START = Date.parse('2026-11-20T10:00:30Z')
const MINUTE = 60_000

let nowMs = START
let asked: { edge: string; cron: LiveCron; end: (end?: Partial<CronEnd>) => void }[] = []
let ids = 0

beforeEach(async () => {
  await pool.sql`truncate projects, deployments, deployment_blobs, domains, crons, cron_runs, audit, journal cascade`
  nowMs = START
  asked = []
})

/** An edge whose calls end when the test says so. */
function edgeOf(edge: string): CronRunner {
  return new CronRunner({
    store: createPostgresCronStore(db, edge),
    ask: (cron) =>
      new Promise((resolve) => {
        const end = (parts: Partial<CronEnd> = {}) =>
          resolve({ outcome: 'succeeded', status: 200, message: null, ...parts })
        asked.push({ edge, cron, end })
      }),
    nowMs: () => nowMs,
    nextId: () => `run_${++ids}`,
    nextInstant,
    countInstants,
    onError: (error) => {
      throw error
    },
  })
}

async function deployWith(crons: readonly { path: string; schedule: string }[], isPromoted = true): Promise<string> {
  const { id } = await deploy(ctx, { project, promote: isPromoted })
  const projectId = (await findProject(db, project))?.id ?? ''
  await db.transaction((tx) => insertCrons(tx, { projectId, deploymentId: id, crons }))
  return id
}
const everyMinute = { path: '/tick', schedule: '* * * * *' }
const runs = async () => (await listCrons(ctx, { project, limit: 50 })).runs
const outcomes = async () => (await runs()).map(({ outcome }) => outcome)

test('a cron is planned when an edge first sees it, and runs when it is due, on one of all edges', async () => {
  await deployWith([everyMinute])
  const edges = ['a', 'b', 'c'].map(edgeOf)
  const tickAll = () => Promise.all(edges.map((edge) => edge.tick()))
  await tickAll()
  expect((await listCrons(ctx, { project, limit: 50 })).crons).toMatchObject([
    { ...everyMinute, nextAt: '2026-11-20T10:01:00.000Z', isRunning: false },
  ])
  nowMs = START + 29_999
  await tickAll()
  expect(asked).toEqual([])
  nowMs = START + 30_000
  await tickAll()
  await tickAll()
  expect(asked).toHaveLength(1)
  expect(asked[0]?.cron).toMatchObject({ path: '/tick', host: 'shop.localhost' })
  nowMs += 1_200
  asked[0]?.end()
  await Promise.all(edges.map((edge) => edge.settled()))
  expect(await runs()).toMatchObject([
    {
      ...everyMinute,
      outcome: 'succeeded',
      status: 200,
      durationMs: 1_200,
      missedCount: 0,
      requestedBy: null,
      dueAt: '2026-11-20T10:01:00.000Z',
    },
  ])
})

test('an instant that comes while the run before is under way is skipped and shown; the one after it runs', async () => {
  await deployWith([everyMinute])
  const [one, other] = [edgeOf('a'), edgeOf('b')]
  await one.tick()
  nowMs = START + MINUTE
  await one.tick()
  for (let second = 0; second < 60; second += 10) {
    nowMs += 10_000
    await one.tick()
    await other.tick()
  }
  expect(asked).toHaveLength(1)
  expect(await outcomes()).toEqual(['skipped', 'running'])
  asked[0]?.end({ outcome: 'failed', status: 500, message: 'The site answered 500.' })
  await one.settled()
  nowMs += MINUTE
  await other.tick()
  expect(asked).toHaveLength(2)
  asked[1]?.end()
  await other.settled()
  expect(await outcomes()).toEqual(['succeeded', 'skipped', 'failed'])
})

test('what came due while no edge ran is made up for once', async () => {
  await deployWith([everyMinute])
  await edgeOf('a').tick()
  nowMs = START + 10 * MINUTE
  const edge = edgeOf('b')
  await edge.tick()
  await edge.tick()
  expect(asked).toHaveLength(1)
  asked[0]?.end()
  await edge.settled()
  expect(await runs()).toMatchObject([{ outcome: 'succeeded', missedCount: 9, dueAt: '2026-11-20T10:01:00.000Z' }])
  expect((await listCrons(ctx, { project, limit: 1 })).crons[0]?.nextAt).toBe('2026-11-20T10:11:00.000Z')
})

test('a run whose edge went away is lost, and the next one runs elsewhere', async () => {
  await deployWith([everyMinute])
  const gone = edgeOf('gone')
  await gone.tick()
  nowMs = START + 30_000
  await gone.tick()
  const other = edgeOf('b')
  nowMs += MINUTE
  await other.tick()
  expect(await outcomes()).toEqual(['running', 'lost'])
  asked[1]?.end()
  await other.settled()
  // It lives after all: what it brings changes nothing.
  asked[0]?.end()
  await gone.settled()
  expect(await outcomes()).toEqual(['succeeded', 'lost'])
})

test('crons follow what production shows: promotion, roll back, and previews have none', async () => {
  const first = await deployWith([{ path: '/first', schedule: '* * * * *' }])
  const edge = edgeOf('a')
  await edge.tick()
  const second = await deployWith([{ path: '/second', schedule: '* * * * *' }], false)
  nowMs += MINUTE
  await edge.tick()
  asked.at(-1)?.end()
  await promote(ctx, { project, deployment: second })
  await edge.tick()
  nowMs += MINUTE
  await edge.tick()
  asked.at(-1)?.end()
  await rollBack(ctx, { project, deployment: first })
  // Nothing of the time in which it was not shown is made up for.
  await edge.tick()
  expect(asked.map(({ cron }) => cron.path)).toEqual(['/first', '/second'])
  nowMs += MINUTE
  await edge.tick()
  asked.at(-1)?.end()
  await edge.settled()
  expect(asked.map(({ cron }) => cron.path)).toEqual(['/first', '/second', '/first'])
  expect(
    (await listCronRuns(db, { projectId: asked[0]?.cron.projectId ?? '', limit: 10 })).map((run) => run.missedCount),
  ).toEqual([0, 0, 0])
})

test('a run that somebody asked for begins at the next look and leaves the schedule as it is', async () => {
  await deployWith([everyMinute, { path: '/other', schedule: '0 0 1 1 *' }])
  const [edge, other] = [edgeOf('a'), edgeOf('b')]
  await edge.tick()
  expect(await runCron(ctx, { project, path: '/other' })).toMatchObject({ requestedBy: 'ana@example.com' })
  await expect(runCron(ctx, { project, path: '/other' })).rejects.toMatchObject({ code: 'conflict' })
  await Promise.all([edge.tick(), other.tick()])
  expect(asked.map(({ cron }) => cron.path)).toEqual(['/other'])
  await expect(runCron(ctx, { project, path: '/other' })).rejects.toMatchObject({ code: 'conflict' })
  asked[0]?.end()
  await Promise.all([edge.settled(), other.settled()])
  const list = await listCrons(ctx, { project, limit: 5 })
  expect(list.runs).toMatchObject([
    { path: '/other', requestedBy: 'ana@example.com', outcome: 'succeeded', missedCount: 0 },
  ])
  expect(list.crons).toMatchObject([
    { path: '/other', nextAt: '2027-01-01T00:00:00.000Z', requestedBy: null },
    { path: '/tick', nextAt: '2026-11-20T10:01:00.000Z' },
  ])
})

test('whoever may not is refused, and so is a cron that is not there', async () => {
  await deployWith([everyMinute, { ...everyMinute, schedule: '0 * * * *' }])
  const by = (actor: typeof ctx.actor) => runCron(testContext(db, actor), { project, path: '/tick' })
  await expect(by(tokenActor(['read', 'purge']))).rejects.toMatchObject({ code: 'forbidden' })
  await expect(by(tokenActor(['admin'], 'prj_other'))).rejects.toMatchObject({ code: 'not_found' })
  await expect(by(ctx.actor)).rejects.toMatchObject({ code: 'invalid' })
  await expect(runCron(ctx, { project, path: '/nowhere' })).rejects.toMatchObject({ code: 'not_found' })
  await expect(listCrons(testContext(db, { kind: 'anonymous' }), { project, limit: 5 })).rejects.toMatchObject({
    code: 'unauthorized',
  })
})
