import { z } from 'zod'
import { cacheTag, deploymentId, hostName, projectName, visitorPath } from '@/lib/contract/fields'

/** Which pages to regenerate. */
export const warmSelection = z.discriminatedUnion('kind', [
  /** Those that visitors asked for most: in the last day, or in the last week where that was nothing. */
  z.object({ kind: z.literal('top'), count: z.number().int().min(1).max(5_000) }),
  /** Stored pages with this tag. */
  z.object({ kind: z.literal('tag'), tag: cacheTag }),
  /** Those that a sitemap of the site names, or the sitemaps that it names. */
  z.object({ kind: z.literal('sitemap'), path: visitorPath }),
])
export type WarmSelection = z.infer<typeof warmSelection>

/** When a warm-up counts as failed. */
const warmGate = z.object({
  /** Pages that may fail, of all, in per cent. */
  maxFailedPercent: z.number().min(0).max(100).default(5),
  /** Of the pages that were rendered, 95 in 100 must take no longer. */
  maxP95Ms: z.number().int().min(1).max(600_000).default(10_000),
})
export type WarmGate = z.infer<typeof warmGate>

/** Pages that are made at a time. */
const warmConcurrency = z.number().int().min(1).max(32).default(4)

/** What a purge hit and its domains show: the most visited first, 5,000 at most. */
export const warmPurgeInput = z.object({
  project: projectName,
  seq: z.coerce.number().int().min(1),
  concurrency: warmConcurrency,
  gate: warmGate.optional(),
})
export type WarmPurgeInput = z.infer<typeof warmPurgeInput>

export const createWarmUpInput = z.object({
  project: projectName,
  /** The deployment that the domains are about to show; absent: what each shows now. */
  deployment: deploymentId.optional(),
  /** This domain alone; absent: all production domains. */
  domain: hostName.optional(),
  selection: warmSelection,
  concurrency: warmConcurrency,
  gate: warmGate.optional(),
  /** Move the domains to the deployment once it is warm and the gate, if any, is open. */
  promote: z.boolean().default(false),
})
export type CreateWarmUpInput = z.infer<typeof createWarmUpInput>

/** `unstored`: it answered, and nothing of it is kept: a live function, or a page behind a bypass. */
const warmVerdict = z.enum(['made', 'fresh', 'unstored', 'failed'])

const warmedPage = z.object({
  domain: hostName,
  /** Path and query. */
  target: z.string(),
  verdict: warmVerdict,
  /** What it answered; `null`: nothing. */
  status: z.number().int().nullable(),
  ms: z.number(),
  bytes: z.number().int(),
  message: z.string().nullable(),
})
export type WarmedPage = z.infer<typeof warmedPage>

/** What came of a warm-up: the report of its job. */
export const warmReport = z.object({
  /** `nothing_to_warm`, `sitemap_unreadable`, `gate_closed`, `domain_moved`: docs/failure-modes.md. */
  code: z.enum(['nothing_to_warm', 'sitemap_unreadable', 'gate_closed', 'domain_moved']).nullable(),
  counts: z.object({
    asked: z.number().int(),
    made: z.number().int(),
    fresh: z.number().int(),
    unstored: z.number().int(),
    failed: z.number().int(),
  }),
  bytes: z.number(),
  /** Of the pages that were rendered; `null`: none was. */
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
  maxMs: z.number().nullable(),
  gate: warmGate.nullable(),
  /** `null`: it was not to promote. */
  promoted: z.boolean().nullable(),
  /** Failed ones first, then the slowest; 1,000 at most. */
  pages: z.array(warmedPage),
})
export type WarmReport = z.infer<typeof warmReport>

/** What the job of a warm-up is told; `version` is that of the domain when it was asked for. */
export const warmUpJobInput = createWarmUpInput.omit({ project: true, domain: true }).extend({
  project: projectName,
  selection: z.discriminatedUnion('kind', [
    ...warmSelection.options,
    z.object({ kind: z.literal('purge'), seq: z.number().int() }),
  ]),
  /** Of a purge none: it tells its domains. */
  domains: z.array(z.object({ host: hostName, version: z.number().int() })),
  namedDomain: hostName.nullable(),
})
export type WarmUpJobInput = z.infer<typeof warmUpJobInput>
