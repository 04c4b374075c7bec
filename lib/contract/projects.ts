import { z } from 'zod'
import { edge } from '@/lib/contract/edges'
import { deploymentId, hostName, instant, projectName } from '@/lib/contract/fields'
import { callQuantile } from '@/lib/contract/functions'
import { money } from '@/lib/contract/money'
import { statusMix, timeWindow } from '@/lib/contract/paths'

export const createProjectInput = z.object({ project: projectName })
export type CreateProjectInput = z.infer<typeof createProjectInput>
export const createProjectResult = z.object({ project: projectName })
export type CreateProjectResult = z.infer<typeof createProjectResult>

const projectSummary = z.object({
  name: projectName,
  domains: z.array(
    z.object({ host: hostName, deployment: deploymentId.nullable(), group: z.string().nullable(), url: z.string() }),
  ),
  currentDeployment: deploymentId.nullable(),
  framework: z.string().nullable(),
  deployedAt: instant.nullable(),
  requests: z.number(),
  hitRatio: z.number().nullable(),
  /** Requests per hour of the clock, of 24 hours of which the last is under way, oldest first. */
  sparkline: z.array(z.number()),
  promotesAutomatically: z.boolean(),
})
export type ProjectSummary = z.infer<typeof projectSummary>
export const projectList = z.object({ projects: z.array(projectSummary) })
export type ProjectList = z.infer<typeof projectList>

/** One project, or all that the caller may see. */
export const projectCostsInput = z.object({ project: projectName.optional() })
export type ProjectCostsInput = z.infer<typeof projectCostsInput>

/** An estimate of what each project came to since the month (UTC) began, by its own price sheet. */
export const projectCosts = z.object({
  month: z.string(),
  costs: z.array(
    z.object({
      project: projectName,
      /** Title of the price sheet. */
      sheet: z.string(),
      amount: money,
      currency: z.string(),
      /** Something that was used has no known price: it is at least this. */
      isPartial: z.boolean(),
    }),
  ),
})
export type ProjectCosts = z.infer<typeof projectCosts>

export const overviewInput = z.object({
  project: projectName,
  window: timeWindow.default('24h'),
  domain: hostName.optional(),
  deployment: deploymentId.optional(),
})
export type OverviewInput = z.infer<typeof overviewInput>

/** A purge, a promotion or roll back, or a pin of a page or its end, to be drawn on the time series. */
export const timelineEvent = z.object({
  seq: z.number().int(),
  kind: z.enum(['purge', 'promotion', 'rollback', 'pin']),
  label: z.string(),
  at: instant,
  actor: z.string(),
})

export const overview = z.object({
  project: projectName,
  window: timeWindow,
  stepSeconds: z.number().int(),
  /** One per step, oldest first, gaps filled with zeros. */
  series: z.array(
    statusMix.extend({
      at: instant,
      errors: z.number(),
      readUnits: z.number(),
      writeUnits: z.number(),
      invocations: z.number(),
    }),
  ),
  totals: statusMix.extend({
    requests: z.number(),
    hitRatio: z.number().nullable(),
    readUnits: z.number(),
    writeUnits: z.number(),
    invocations: z.number(),
    errors: z.number(),
    bytesOut: z.number(),
  }),
  /** The same sums over the window before, for comparison. */
  previous: z.object({
    requests: z.number(),
    hitRatio: z.number().nullable(),
    readUnits: z.number(),
    writeUnits: z.number(),
    invocations: z.number(),
    errors: z.number(),
  }),
  invocationsByCause: z.array(
    z.object({
      cause: z.string(),
      invocations: z.number(),
      failures: z.number(),
      averageMs: z.number(),
      p50: callQuantile.nullable(),
      p95: callQuantile.nullable(),
    }),
  ),
  /** How long all of these calls took; `null` while none is over. */
  callDurations: z.object({ p50: callQuantile.nullable(), p95: callQuantile.nullable() }),
  /**
   * How old what is stored of the paths most asked for is now: half of their requests in the window were for younger pages, half
   * for older ones. `null`: nothing that was asked for is stored.
   */
  servedAge: z.object({ medianSeconds: z.number(), pathCount: z.number().int() }).nullable(),
  events: z.array(timelineEvent),
  needsALook: z.array(z.object({ domain: hostName, path: z.string(), state: z.string(), message: z.string() })),
  edges: z.array(edge),
  pathCount: z.number().int(),
  /** There are more: not all entries were counted. */
  isPathCountLeast: z.boolean(),
})
export type Overview = z.infer<typeof overview>
