import { z } from 'zod'
import { cacheTag, deploymentId, hostName, instant, projectName, visitorPath } from '@/lib/contract/common'
import { domainGroup, environment } from '@/lib/contract/domains'
import { purgePlan } from '@/lib/contract/purge-plan'
import { receipt } from '@/lib/contract/receipts'

/** `invalidate`: visitors get the old page once more while it is rebuilt. `delete`: the next visitor waits. */
export const purgeMode = z.enum(['invalidate', 'delete'])

export const selector = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('path'), path: visitorPath }),
  /** A path and all below it, by whole segments: `/blog` covers `/blog/a` and not `/blogs`. */
  z.object({ kind: z.literal('prefix'), prefix: visitorPath }),
  z.object({ kind: z.literal('tag'), tag: cacheTag }),
  z.object({ kind: z.literal('all') }),
])
export type SelectorInput = z.infer<typeof selector>

/** What a purge in the journal selected: frameworks make longer tags and paths than the API takes. */
export const purgedSelector = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('path'), path: z.string() }),
  z.object({ kind: z.literal('prefix'), prefix: z.string() }),
  z.object({ kind: z.literal('tag'), tag: z.string() }),
  z.object({ kind: z.literal('all') }),
])

/**
 * How far a purge reaches: one domain, the domains that have a group's name when it is made, one deployment, one
 * environment, or the whole project. Said, never assumed.
 */
export const purgeScope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('domain'), domain: hostName }),
  z.object({ kind: z.literal('domain_group'), group: domainGroup }),
  z.object({ kind: z.literal('deployment'), deployment: deploymentId }),
  z.object({ kind: z.literal('environment'), environment }),
  z.object({ kind: z.literal('project') }),
])
export type PurgeScope = z.infer<typeof purgeScope>

/** What a purge would cover now; nothing changes. */
export const purgeReachInput = z.object({
  project: projectName,
  scope: purgeScope,
  selectors: z.array(selector).min(1, 'Say what to purge: an empty selector is not “everything”.').max(100),
})
export type PurgeReachInput = z.infer<typeof purgeReachInput>

const YEAR_SECONDS = 365 * 24 * 60 * 60

/** How long a deletion waits: until then it only makes stale. 0 is at once. */
export const deadlineSeconds = z
  .int()
  .min(0)
  .max(YEAR_SECONDS, 'A deadline is within a year: 31,536,000 seconds at most.')

export const purgeFields = purgeReachInput.extend({
  mode: purgeMode.default('invalidate'),
  deadlineSeconds: deadlineSeconds.optional(),
  reason: z.string().max(500).optional(),
})
export const isDeadlineOfDeletion = ({ mode, deadlineSeconds: seconds = 0 }: z.infer<typeof purgeFields>) =>
  mode === 'delete' || seconds === 0
export const DEADLINE_RULE = {
  path: ['deadlineSeconds'],
  message: 'A deadline is of a deletion: choose mode “delete”.',
}

export const createPurgeInput = purgeFields.refine(isDeadlineOfDeletion, DEADLINE_RULE)
export type CreatePurgeInput = z.infer<typeof createPurgeInput>

/** With `dry_run` nothing happens: the answer tells what would. */
export const createOrPlanInput = purgeFields
  .extend({ dry_run: z.boolean().optional() })
  .refine(isDeadlineOfDeletion, DEADLINE_RULE)
export type CreateOrPlanInput = z.infer<typeof createOrPlanInput>

export const purge = z.object({
  /** Number of its row in the journal. */
  seq: z.number().int(),
  project: projectName,
  scope: purgeScope,
  /** Of a domain group: the domains it had when the purge was made. */
  domains: z.array(z.string()),
  selectors: z.array(purgedSelector),
  mode: purgeMode,
  /** Of a deletion with a deadline: from here on what was not made anew since is gone; `null` is at once. */
  deleteAt: instant.nullable(),
  actor: z.string(),
  reason: z.string().nullable(),
  /** Entries that it covered when it was made; of more than 1,000 that many. */
  entryCount: z.number().int(),
  isEntryCountLeast: z.boolean(),
  createdAt: instant,
  /** Who took it back, and when; `null`: it stands. */
  undo: z
    .object({ seq: z.number().int(), actor: z.string(), reason: z.string().nullable(), createdAt: instant })
    .nullable(),
  /** Until when it can be undone; `null`: not any more. */
  undoableUntil: instant.nullable(),
})
export type Purge = z.infer<typeof purge>

export const purgeOrPlan = z.union([purge, z.object({ dry_run: z.literal(true), plan: purgePlan })])
export type PurgeOrPlan = z.infer<typeof purgeOrPlan>

export const purgeReach = z.object({ entryCount: z.number().int(), pathCount: z.number().int() })
export type PurgeReach = z.infer<typeof purgeReach>

/** `undone` is those that were taken back, whatever they did. */
export const purgeKind = z.enum(['invalidate', 'delete', 'undone'])

export const listPurgesInput = z.object({
  project: projectName,
  limit: z.coerce.number().int().min(1).max(200).default(20),
  actor: z.string().max(300).optional(),
  kind: purgeKind.optional(),
  /** Text in a selector or in the reason. */
  q: z.string().max(300).optional(),
  /** Only those before this number: the next page. */
  before: z.coerce.number().int().min(1).optional(),
})
export const purgeList = z.object({
  purges: z.array(purge),
  /** Who made the newest purges of the project, by name. */
  actors: z.array(z.string()),
  /** `before` of the next page; `null`: there is none. */
  next: z.number().int().nullable(),
})
export type PurgeList = z.infer<typeof purgeList>
export type ListPurgesInput = z.infer<typeof listPurgesInput>

/** A purge with who obeyed it. */
export const purgeDetail = purge.extend({ receipt })
export type PurgeDetail = z.infer<typeof purgeDetail>

export const getPurgeInput = z.object({ project: projectName, seq: z.coerce.number().int().min(1) })
export type GetPurgeInput = z.infer<typeof getPurgeInput>

export const undoPurgeInput = getPurgeInput.extend({ reason: z.string().max(500).optional() })
export type UndoPurgeInput = z.infer<typeof undoPurgeInput>
