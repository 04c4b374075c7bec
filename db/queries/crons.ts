import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import { z } from 'zod'
import type { Db, Queryable, Tx } from '@/db/client'
import { selectRows } from '@/db/queries/select-rows'
import { cronRuns, crons } from '@/db/schema/crons'

export type CronKey = { readonly deploymentId: string; readonly path: string; readonly schedule: string }
export type CronRunRow = typeof cronRuns.$inferSelect

/** Runs that are kept of a project. */
const KEPT_RUNS = 500

/**
 * Of each project the deployment that production shows, and the host it is asked at: of several, the one promoted last. The
 * same rule as `findProductionDeployment`.
 */
const LIVE = sql`
  live as (
    select distinct on (domains.project_id) domains.project_id, domains.host, domains.deployment_id
    from domains
    join deployments on deployments.id = domains.deployment_id and deployments.state = 'ready'
    where domains.environment = 'production'
    order by domains.project_id, deployments.promoted_at desc nulls last, domains.created_at, domains.host
  )`

/** Stores the crons of a deployment, as its build declares them. */
export async function insertCrons(
  tx: Tx,
  deployment: {
    readonly projectId: string
    readonly deploymentId: string
    readonly crons: readonly { readonly path: string; readonly schedule: string }[]
  },
): Promise<void> {
  const { projectId, deploymentId } = deployment
  const rows = deployment.crons.map(({ path, schedule }) => ({ projectId, deploymentId, path, schedule }))
  if (rows.length > 0) await tx.insert(crons).values(rows).onConflictDoNothing()
}

const cronRow = {
  deployment_id: z.string(),
  path: z.string(),
  schedule: z.string(),
  project_id: z.string(),
  next_at_ms: z.number().nullable(),
  requested_by: z.string().nullable(),
  is_running: z.boolean(),
}
const CRON_COLUMNS = sql`
  crons.deployment_id, crons.path, crons.schedule, crons.project_id, crons.next_at_ms::float8 as next_at_ms,
  crons.requested_by, crons.run_id is not null as is_running`

/** The crons that run: of what production shows now, with the host to ask. Those of other deployments are put to rest. */
export async function listLiveCrons(db: Queryable) {
  await db.execute(sql`
    with ${LIVE}
    update crons set next_at_ms = null, requested_by = null
    where next_at_ms is not null and deployment_id not in (select deployment_id from live)`)
  return selectRows(
    db,
    z.object({ ...cronRow, host: z.string() }),
    sql`with ${LIVE} select ${CRON_COLUMNS}, live.host from crons join live on live.deployment_id = crons.deployment_id`,
  )
}

/** The crons of the deployment that a project's production shows. */
export async function listProjectCrons(db: Queryable, projectId: string) {
  return selectRows(
    db,
    z.object(cronRow),
    sql`with ${LIVE} select ${CRON_COLUMNS} from crons join live on live.deployment_id = crons.deployment_id
      where crons.project_id = ${projectId} order by crons.path, crons.schedule`,
  )
}

/** Says when a cron is due that was at rest. */
export async function armCron(db: Queryable, key: CronKey, nextAtMs: number): Promise<void> {
  await db
    .update(crons)
    .set({ nextAtMs })
    .where(and(isCron(key), isNull(crons.nextAtMs)))
}

/** Asks for a run beside the schedule. Resolves to whether nobody did before. */
export async function requestCronRun(tx: Tx, key: CronKey, requestedBy: string): Promise<boolean> {
  const asked = await tx
    .update(crons)
    .set({ requestedBy })
    .where(and(isCron(key), isNull(crons.requestedBy)))
    .returning({ path: crons.path })
  return asked.length > 0
}

/** How an edge takes a cron that is due. Instants are of the fleet, in milliseconds since 1970. */
export type CronClaim = {
  readonly runId: string
  readonly dueAtMs: number
  /** When it is due again. */
  readonly nextAtMs: number
  readonly nowMs: number
  readonly leasedUntilMs: number
  /** Instants that passed since `dueAtMs` while no edge ran. */
  readonly missedCount: number
}

type DueCron = CronKey &
  CronClaim & {
    readonly projectId: string
    /** As the edge saw them: of several that saw the same, one goes on. */
    readonly seen: { readonly nextAtMs: number | null; readonly requestedBy: string | null }
    readonly edgeId: string
  }

/**
 * Takes a due cron: `run` for whoever is to run it, `skipped` when its last run is still under way, which is recorded too, and
 * `taken` when another edge was faster. A run whose edge renewed nothing in time is recorded as lost.
 */
export async function claimCron(db: Db, due: DueCron): Promise<'run' | 'skipped' | 'taken'> {
  const { runId, projectId, deploymentId, path, schedule, dueAtMs, nowMs, missedCount, edgeId, seen } = due
  const isUnchanged = and(
    isCron(due),
    sql`${crons.nextAtMs} is not distinct from ${seen.nextAtMs}`,
    sql`${crons.requestedBy} is not distinct from ${seen.requestedBy}`,
  )
  const next = { nextAtMs: due.nextAtMs, requestedBy: null }
  return db.transaction(async (tx) => {
    const [row] = await tx.select().from(crons).where(isUnchanged).for('update')
    if (row === undefined) return 'taken'
    const isRunning = row.runId !== null && (row.leasedUntilMs ?? 0) > nowMs
    if (row.runId !== null && !isRunning) {
      const lost = { outcome: 'lost', message: 'The edge that ran it went away.' } as const
      await tx.update(cronRuns).set(lost).where(eq(cronRuns.id, row.runId))
    }
    await tx
      .update(crons)
      .set(isRunning ? next : { ...next, runId, leasedUntilMs: due.leasedUntilMs })
      .where(isCron(due))
    await tx.insert(cronRuns).values({
      id: runId,
      projectId,
      deploymentId,
      path,
      schedule,
      requestedBy: seen.requestedBy,
      dueAtMs,
      beganAtMs: nowMs,
      missedCount,
      edgeId,
      outcome: isRunning ? 'skipped' : 'running',
      message: isRunning ? 'The run before was still under way.' : null,
    })
    return isRunning ? 'skipped' : 'run'
  })
}

/** The edge still runs what it took. */
export async function renewCronLeases(
  db: Queryable,
  lease: { readonly runIds: readonly string[]; readonly leasedUntilMs: number },
): Promise<void> {
  if (lease.runIds.length === 0) return
  await db.execute(sql`
    update crons set leased_until_ms = ${lease.leasedUntilMs} where run_id in ${[...lease.runIds]}`)
}

/** A run came to its end; the cron may run again, and runs beyond the newest are forgotten. */
export async function finishCronRun(
  db: Db,
  run: {
    readonly runId: string
    readonly projectId: string
    readonly outcome: 'succeeded' | 'failed'
    readonly status: number | null
    readonly durationMs: number
    readonly message: string | null
  },
): Promise<void> {
  const { runId, projectId, ...ended } = run
  await db.transaction(async (tx) => {
    await tx.update(crons).set({ runId: null, leasedUntilMs: null }).where(eq(crons.runId, runId))
    // One that was given up as lost stays so.
    await tx
      .update(cronRuns)
      .set(ended)
      .where(and(eq(cronRuns.id, runId), eq(cronRuns.outcome, 'running')))
    await tx.execute(sql`
      delete from cron_runs where project_id = ${projectId} and began_at_ms < (
        select began_at_ms from cron_runs where project_id = ${projectId}
        order by began_at_ms desc offset ${KEPT_RUNS} limit 1)`)
  })
}

/** The newest runs of a project. */
export async function listCronRuns(db: Queryable, of: { readonly projectId: string; readonly limit: number }) {
  return db
    .select()
    .from(cronRuns)
    .where(eq(cronRuns.projectId, of.projectId))
    .orderBy(desc(cronRuns.beganAtMs), desc(cronRuns.id))
    .limit(of.limit)
}

function isCron({ deploymentId, path, schedule }: CronKey) {
  return and(eq(crons.deploymentId, deploymentId), eq(crons.path, path), eq(crons.schedule, schedule))
}
