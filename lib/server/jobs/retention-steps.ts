import type { Db } from '@/db/client'
import { deleteOldJobs } from '@/db/queries/jobs'
import { listProjectIds } from '@/db/queries/projects'
import { deleteUnneededBlobs, noteUnneededBlobs } from '@/db/queries/retention/retain-blobs'
import { deleteOldCounts, foldDay, listUnfoldedDays } from '@/db/queries/retention/retain-counters'
import { deleteUnreadGroups, findUnreadGroups } from '@/db/queries/retention/retain-entries'
import { deletePassedMarks } from '@/db/queries/retention/retain-marks'
import { deleteLeastReadValues, deletePassedValues, readValueBytes } from '@/db/queries/retention/retain-values'
import {
  deleteGenerations,
  deleteOldGenerations,
  deleteUnshownVersions,
  listCrowdedGroups,
  listOldestGenerations,
  lockIdleGroups,
  oldestFreeing,
  readVersionBytes,
} from '@/db/queries/retention/retain-versions'
import { foldTagChanges } from '@/db/queries/tags/tag-counts'
import { dropPartitions, makePartitions, PARTITIONED } from '@/db/queries/usage/partitions'
import type { RetentionRules } from '@/lib/server/jobs/retention-rules'

const GROUPS = 100
const LOOKED_AT = 2_000
const ROWS = 1_000
const DAYS = 1

type Work = { readonly db: Db; readonly rules: RetentionRules; readonly nowMs: number }
type Batch = {
  /** Where the next batch goes on; `null`: the step is done. */
  readonly cursor: string | null
  readonly removed: Readonly<Record<string, number>>
}

export type RetentionStep = { readonly activity: string; readonly run: (work: Work, cursor: string) => Promise<Batch> }

/** In this order: what goes first leaves blobs that go last. */
export const RETENTION_STEPS: readonly RetentionStep[] = [
  { activity: 'folding counters of old days', run: foldCounters },
  { activity: 'thinning the history of pages', run: thinHistory },
  { activity: 'keeping projects within their budgets', run: keepVersionBudgets },
  { activity: 'forgetting pages that nobody reads', run: forgetUnread },
  { activity: 'forgetting values past their time', run: forgetValues },
  { activity: 'keeping data caches within their budgets', run: keepValueBudgets },
  { activity: 'forgetting marks', run: forgetMarks },
  { activity: 'looking for bytes that nothing needs', run: noteBlobs },
  { activity: 'removing bytes that nothing needed for a day', run: removeBlobs },
  { activity: 'forgetting old jobs and counters', run: forgetRecords },
  { activity: 'adding up tags', run: foldTags },
  { activity: 'making and dropping partitions of counters', run: turnPartitions },
]

/** One table at a time. */
async function turnPartitions({ db, rules, nowMs }: Work, done: string): Promise<Batch> {
  const at = Number(done)
  const table = PARTITIONED[at]
  if (table === undefined) return { cursor: null, removed: {} }
  await makePartitions(db, table, nowMs)
  const { partitions, rows } = await dropPartitions(db, table, nowMs - rules.countsForMs[table.step])
  return { cursor: String(at + 1), removed: { 'partitions of counters': partitions, 'rows of counters': rows } }
}

async function foldCounters({ db, rules, nowMs }: Work): Promise<Batch> {
  const days = await listUnfoldedDays(db, { beforeMs: startOfDay(nowMs - rules.hoursForMs), limit: DAYS })
  let rows = 0
  for (const day of days) rows += await foldDay(db, day, rules.keptPathsOfDay)
  return { cursor: days.length < DAYS ? null : 'more', removed: { 'hours of counters': rows } }
}

async function thinHistory({ db, rules, nowMs }: Work, afterId: string): Promise<Batch> {
  const crowded = await listCrowdedGroups(db, { afterId, newest: rules.history.newest, limit: GROUPS })
  const removed = await db.transaction(async (tx) => {
    const groupIds = await lockIdleGroups(tx, crowded)
    const regenerations = await deleteOldGenerations(tx, { groupIds, nowMs, rules: rules.history })
    const versions = await deleteUnshownVersions(tx, groupIds)
    return { regenerations, versions: versions.length }
  })
  return { cursor: crowded.length < GROUPS ? null : (crowded.at(-1) ?? null), removed }
}

/** One project's oldest history at a time; ends when nothing that may go is left, or all are within their budgets. */
async function keepVersionBudgets({ db }: Work, doneProjects: string): Promise<Batch> {
  const done = doneProjects.split(' ')
  const over = (await readVersionBytes(db)).find(
    ({ project_id, bytes, budget }) => bytes > budget && !done.includes(project_id),
  )
  if (over === undefined) return { cursor: null, removed: {} }
  const excessBytes = over.bytes - over.budget
  const oldest = await listOldestGenerations(db, { projectId: over.project_id, limit: ROWS })
  const removed = { regenerations: 0, versions: 0 }
  for (const some of chunks(oldestFreeing(oldest, excessBytes))) {
    const gone = await db.transaction(async (tx) => {
      const groupIds = await lockIdleGroups(tx, [...new Set(some.map(({ group_id }) => group_id))])
      const ids = some.filter(({ group_id }) => groupIds.includes(group_id)).map(({ id }) => id)
      const regenerations = await deleteGenerations(tx, ids)
      return { regenerations, versions: (await deleteUnshownVersions(tx, groupIds)).length }
    })
    removed.regenerations += gone.regenerations
    removed.versions += gone.versions
  }
  // What is served may be more than the budget: then there is nothing left to take, and it is the next project's turn.
  const isStuck = removed.regenerations === 0
  return { cursor: isStuck ? `${doneProjects} ${over.project_id}` : doneProjects, removed }
}

function* chunks<Row>(rows: readonly Row[]): Generator<readonly Row[]> {
  for (let start = 0; start < rows.length; start += GROUPS) yield rows.slice(start, start + GROUPS)
}

async function forgetUnread({ db, rules, nowMs }: Work, afterId: string): Promise<Batch> {
  const readRules = {
    unreadSinceMs: nowMs - rules.unreadForMs,
    keptDeployments: rules.keptDeployments,
    undoSinceMs: nowMs - rules.undoForMs,
  }
  const { last, unread } = await findUnreadGroups(db, { afterId, rules: readRules, limit: LOOKED_AT })
  let entries = 0
  for (const some of chunks(unread)) {
    entries += await db.transaction(async (tx) => {
      const groupIds = await lockIdleGroups(tx, some)
      return deleteUnreadGroups(tx, { groupIds, rules: readRules })
    })
  }
  return { cursor: last, removed: { entries } }
}

async function forgetValues({ db, rules, nowMs }: Work): Promise<Batch> {
  const values = await deletePassedValues(db, { nowMs, madeBeforeMs: nowMs - rules.valuesForMs, limit: ROWS })
  return { cursor: values < ROWS ? null : 'more', removed: { values } }
}

async function keepValueBudgets({ db }: Work): Promise<Batch> {
  const over = (await readValueBytes(db)).filter(({ bytes, budget }) => bytes > budget)
  let values = 0
  for (const { project_id: projectId, bytes, budget } of over) {
    const gone = await deleteLeastReadValues(db, { projectId, limit: ROWS, excessBytes: bytes - budget })
    values += gone.length
  }
  return { cursor: values === 0 ? null : 'more', removed: { values } }
}

async function forgetMarks({ db, rules, nowMs }: Work, afterId: string): Promise<Batch> {
  const [projectId] = await listProjectIds(db, { afterId, limit: 1 })
  if (projectId === undefined) return { cursor: null, removed: {} }
  const settledSinceMs = nowMs - rules.marksSettledForMs
  const marks = await deletePassedMarks(db, { projectId, settledSinceMs, limit: ROWS })
  return { cursor: marks < ROWS ? projectId : afterId, removed: { marks } }
}

async function noteBlobs({ db, nowMs }: Work, afterSha256: string): Promise<Batch> {
  const { last } = await noteUnneededBlobs(db, { afterSha256, nowMs, limit: LOOKED_AT })
  return { cursor: last, removed: {} }
}

async function removeBlobs({ db, rules, nowMs }: Work): Promise<Batch> {
  const sizes = await deleteUnneededBlobs(db, { unneededSinceMs: nowMs - rules.blobUnneededForMs, limit: ROWS / 10 })
  const bytes = sizes.reduce((sum, size) => sum + size, 0)
  return { cursor: sizes.length === 0 ? null : 'more', removed: { blobs: sizes.length, bytes } }
}

async function forgetRecords({ db, rules, nowMs }: Work): Promise<Batch> {
  const jobs = await deleteOldJobs(db, { endedBeforeMs: nowMs - rules.jobsForMs, limit: ROWS })
  const counts = await deleteOldCounts(db, { beforeMs: nowMs - rules.countsForMs.day, limit: ROWS })
  return { cursor: jobs + counts === 0 ? null : 'more', removed: { jobs, 'rows of counters': counts } }
}

/** So that they do not pile up where nobody looks at tags. */
async function foldTags({ db }: Work): Promise<Batch> {
  const changes = await foldTagChanges(db)
  return { cursor: changes === 0 ? null : 'more', removed: {} }
}

function startOfDay(ms: number): number {
  return ms - (ms % 86_400_000)
}
