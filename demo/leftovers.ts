import { acknowledgeAll, insertCronRuns, insertPastEdges, markUsed, type PastEdge } from '@/db/queries/demo'
import { nextInstant } from '@/lib/adapters/crons/schedule'
import { createPostgresMeterSink } from '@/lib/adapters/postgres/meter-sink'
import type { MeterBatch, TokenUse } from '@/lib/engine/metering/meter-batch'
import { VERSION } from '@/lib/server/version'
import { DAY_MS, type Month, projectIdOf } from './month'
import { SITES } from './sites'

const SHOP = 'lantern-shop'
const MINUTE_MS = 60_000

/** What the month leaves behind that no operation writes: edges that ran then, runs of crons, uses of tokens, a loss of counts. */
export async function leaveBehind(month: Month): Promise<void> {
  const { pool, nowMs } = month
  await insertPastEdges(pool.db, edgesOf(nowMs))
  await acknowledgeAll(pool.db)
  for (const site of SITES) await insertCronRuns(pool.db, await runsOf(month, site))
  await markUsed(pool.db, nowMs)
  await createPostgresMeterSink(pool.db).flush(await batchOf(month))
}

function edgesOf(nowMs: number): readonly PastEdge[] {
  const ran = { version: VERSION, fromMs: nowMs - 31 * DAY_MS, untilMs: nowMs - 5_000, hasStopped: true }
  return [
    { ...ran, id: 'edg_4b7c01d2a9e3', region: 'eu-1', memoryBytes: 231_000_000 },
    { ...ran, id: 'edg_90af52be71c8', region: 'eu-2', memoryBytes: 214_000_000 },
    {
      ...ran,
      id: 'edg_e3d8647f0b15',
      region: 'us-1',
      memoryBytes: 187_000_000,
      fromMs: nowMs - 21 * DAY_MS,
      untilMs: nowMs - 3.2 * 60 * MINUTE_MS,
      hasStopped: false,
    },
  ]
}

/** The last runs of each cron of what production shows: one that failed, and one that was left out because another ran still. */
async function runsOf(month: Month, { project, crons }: (typeof SITES)[number]) {
  const deploymentId = month.shows.findLast((shown) => shown.project === project)?.deploymentId ?? ''
  const projectId = await projectIdOf(month, project)
  return crons.flatMap(({ path, schedule }) => {
    const runs: number[] = []
    for (
      let at = nextInstant(schedule, month.nowMs - 15 * DAY_MS);
      at !== undefined && at < month.nowMs;
      at = nextInstant(schedule, at)
    )
      runs.push(at)
    return runs.slice(-24).map((dueAtMs, n, { length }) => {
      const left = length - n
      const end = endOf(path, left)
      return {
        id: `run_${project}_${path.split('/').at(-1)}_${dueAtMs}`,
        projectId,
        deploymentId,
        path,
        schedule,
        dueAtMs,
        beganAtMs: dueAtMs + 80 + ((n * 37) % 400),
        missedCount: left === 9 ? 1 : 0,
        edgeId: 'edg_4b7c01d2a9e3',
        ...end,
      }
    })
  })
}

function endOf(path: string, left: number) {
  if (path === '/api/stock' && left === 5)
    return {
      outcome: 'failed' as const,
      status: 504,
      durationMs: 10_004,
      message: 'The function did not answer within 10 s.',
    }
  if (path === '/api/stock' && left === 4)
    return { outcome: 'skipped' as const, durationMs: 0, message: 'The run before was still under way.' }
  if (path === '/api/newsletter' && left === 1)
    return { outcome: 'failed' as const, status: 500, durationMs: 2_310, message: 'The function answered 500.' }
  return { outcome: 'succeeded' as const, status: 200, durationMs: 180 + ((left * 53) % 340) }
}

async function batchOf(month: Month): Promise<MeterBatch> {
  const { nowMs, tokens } = month
  const ago = (minutes: number) => new Date(nowMs - minutes * MINUTE_MS)
  const use = (key: string, uses: number, lastMinutes: number, refusals = 0): TokenUse[] => {
    const tokenId = tokens.get(key)
    if (tokenId === undefined) return []
    return [
      {
        tokenId,
        uses,
        lastUsedAt: ago(lastMinutes),
        lastUsedFrom: '198.51.100.24',
        refusals,
        lastRefusedAt: refusals === 0 ? null : ago(lastMinutes / 2),
        lastRefusedFrom: refusals === 0 ? null : '203.0.113.90',
      },
    ]
  }
  const wrong = { projectId: await projectIdOf(month, SHOP), domain: 'lantern-shop.localhost' }
  return {
    bootId: 'demo-tokens',
    n: 1,
    minutes: [],
    invocations: [],
    reasons: [],
    paths: [],
    losses: [
      {
        bootId: 'edg_e3d8647f0b15',
        n: 88_412,
        region: 'us-1',
        reason: 'killed',
        batches: 1,
        requests: null,
        from: ago(193),
        until: ago(192),
      },
    ],
    tokenUses: [
      ...use(`${SHOP} Content system: drafts`, 1_284, 37),
      ...use(`${SHOP} ci: rebuild after deploy`, 312, 1_290),
      ...use(`${SHOP} ci: rebuild after deploy (new)`, 9, 262),
      ...use(`${SHOP} Agency review`, 61, 9_400, 4),
      ...use('field-notes Editors: drafts', 207, 84),
    ],
    wrongTokens: [
      { ...wrong, address: '192.0.2.146', requests: 61, unseen: 418, firstAt: ago(2_900), lastAt: ago(2_874) },
      { ...wrong, address: '203.0.113.90', requests: 3, unseen: 0, firstAt: ago(640), lastAt: ago(611) },
    ],
  }
}
