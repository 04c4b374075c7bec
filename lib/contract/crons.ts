import { z } from 'zod'
import { deploymentId, instant, projectName } from '@/lib/contract/fields'

/** `skipped`: the run before was still under way. `lost`: its edge went away while it ran. */
const cronOutcome = z.enum(['running', 'succeeded', 'failed', 'skipped', 'lost'])

const cronRun = z.object({
  id: z.string(),
  deployment: deploymentId,
  path: z.string(),
  schedule: z.string(),
  /** Who asked for it; `null` is the schedule. */
  requestedBy: z.string().nullable(),
  dueAt: instant,
  beganAt: instant,
  durationMs: z.number().nullable(),
  outcome: cronOutcome,
  /** What the site answered. */
  status: z.number().int().nullable(),
  /** Instants that passed while no edge ran and that this run stands for, its own left out. */
  missedCount: z.number().int(),
  message: z.string().nullable(),
})
export type CronRun = z.infer<typeof cronRun>

export const cron = z.object({
  project: projectName,
  deployment: deploymentId,
  path: z.string(),
  /** Five fields, in UTC. */
  schedule: z.string(),
  /** `null` until an edge has seen it. */
  nextAt: instant.nullable(),
  /** Who wants it run beside its schedule, until an edge does. */
  requestedBy: z.string().nullable(),
  isRunning: z.boolean(),
})
export type Cron = z.infer<typeof cron>

export const listCronsInput = z.object({
  project: projectName,
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export type ListCronsInput = z.infer<typeof listCronsInput>

/** Crons of the deployment that production shows, and the newest runs of the project, those of earlier deployments included. */
export const cronList = z.object({ crons: z.array(cron), runs: z.array(cronRun) })
export type CronList = z.infer<typeof cronList>

export const runCronInput = z.object({
  project: projectName,
  path: z.string().min(1),
  /** Needed when the path has several. */
  schedule: z.string().optional(),
})
export type RunCronInput = z.infer<typeof runCronInput>
