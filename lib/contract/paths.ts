import { z } from 'zod'
import { environment } from '@/lib/contract/domains'
import { deploymentId, hostName, instant, projectName, visitorPath } from '@/lib/contract/fields'
import { money } from '@/lib/contract/money'

export const cacheStatus = z.enum(['HIT', 'PRERENDER', 'STALE', 'REVALIDATED', 'MISS', 'BYPASS', 'NONE'])
export type CacheStatus = z.infer<typeof cacheStatus>

/** Requests by outcome. */
export const statusMix = z.object({
  hit: z.number(),
  prerender: z.number(),
  stale: z.number(),
  revalidated: z.number(),
  miss: z.number(),
  bypass: z.number(),
  none: z.number(),
})
export type StatusMix = z.infer<typeof statusMix>

/** What is stored of a path now. `failed`: the last regeneration failed and the last good copy is served. */
export const entryState = z.enum(['fresh', 'stale', 'deleted', 'expired', 'failed', 'none'])
export type EntryState = z.infer<typeof entryState>

/** What a list of paths can be narrowed to: what is stored now, or that an operator pinned the page. */
export const pathFilterState = z.enum([...entryState.options, 'pinned'])
export type PathFilterState = z.infer<typeof pathFilterState>

export const timeWindow = z.enum(['1h', '24h', '7d', '30d'])
export type TimeWindow = z.infer<typeof timeWindow>

export const pathSort = z.enum(['requests', 'path', 'hit_ratio', 'age', 'size', 'writes'])

/** Where a deployment can be named: whichever visitors get now. */
export const LIVE = 'live'

export const listPathsInput = z.object({
  project: projectName,
  window: timeWindow.default('24h'),
  domain: hostName.optional(),
  /** One of them, or of each domain what it shows now. */
  deployment: z.union([z.literal(LIVE), deploymentId]).optional(),
  state: pathFilterState.optional(),
  route: z.string().min(1).max(2_048).optional(),
  tag: z.string().optional(),
  /** Part of a path, route or tag. */
  search: z.string().max(200).optional(),
  sort: pathSort.default('requests'),
  order: z.enum(['asc', 'desc']).default('desc'),
  page: z.coerce.number().int().min(1).default(1),
  pageSize: z.coerce.number().int().min(1).max(200).default(50),
})
export type ListPathsInput = z.infer<typeof listPathsInput>

export const pathRow = z.object({
  domain: hostName,
  deployment: deploymentId,
  path: visitorPath,
  route: z.string(),
  variants: z.array(z.string()),
  state: entryState,
  /** Why it is stale or failed, as a reason code; `null` when fresh. */
  stateReason: z.string().nullable(),
  lastOutcome: z.object({ status: cacheStatus, reason: z.string().nullable(), at: instant }).nullable(),
  mix: statusMix,
  requests: z.number(),
  /** (HIT + STALE + PRERENDER) / cacheable requests; `null` without any. */
  hitRatio: z.number().nullable(),
  /** Seconds since it was generated; `null` when nothing is stored. */
  ageSeconds: z.number().nullable(),
  /** Seconds it stays fresh; `null`: until it is purged. */
  revalidateSeconds: z.number().nullable(),
  /** When it may not even be served stale any more; `null`: never, or nothing is stored. */
  expiresAt: instant.nullable(),
  /** Versions that are kept of the page, the current one among them. */
  versionCount: z.number().int(),
  /** Of the page; `null` when nothing is stored. One that changed nothing renews what was there, and has no cause of its own. */
  lastRegeneration: z.object({ at: instant, cause: z.string(), isRenewal: z.boolean() }).nullable(),
  tags: z.array(z.string()),
  /** Compressed bytes stored for the current versions of all variants. */
  storedBytes: z.number(),
  writeUnits: z.number(),
  invocations: z.number(),
  /** Estimate of the window at list price, with nothing included, by the project's sheet of this month. */
  amount: money.nullable(),
  currency: z.string(),
})
export type PathRow = z.infer<typeof pathRow>

export const pathList = z.object({
  paths: z.array(pathRow),
  total: z.number().int(),
  /** There are more than `total`: of so many paths only the busiest, and the first by path, are looked at. */
  isPartial: z.boolean(),
  page: z.number().int(),
  pageSize: z.number().int(),
})
export type PathList = z.infer<typeof pathList>

export const getPathInput = z.object({
  project: projectName,
  domain: hostName,
  /** The deployment that the domain shows when left out. */
  deployment: deploymentId.optional(),
  path: visitorPath,
  /** Whose regenerations are told, where the path has several pages: the query as it stands in the key. */
  query: z.string().max(2_048).optional(),
  window: timeWindow.default('24h'),
})
export type GetPathInput = z.infer<typeof getPathInput>

export const pathEntry = z.object({
  entry: z.string(),
  version: z.string(),
  variant: z.string(),
  output: z.string(),
  query: z.string(),
  status: z.number().int(),
  headers: z.array(z.tuple([z.string(), z.string()])),
  tags: z.array(z.string()),
  sizeBytes: z.number(),
  storedBytes: z.number(),
  isFromBuild: z.boolean(),
  state: entryState,
  stateReason: z.string().nullable(),
  stamp: z.number().int(),
  generatedAt: instant,
  staleAt: instant.nullable(),
  expiresAt: instant.nullable(),
})
export type PathEntry = z.infer<typeof pathEntry>

/** One regeneration of the path's group, newest first. */
export const pathGeneration = z.object({
  id: z.string(),
  cause: z.string(),
  stamp: z.number().int(),
  beganAt: instant,
  durationMs: z.number(),
  /** Of the last regeneration that came to the same; it cost no write unit. */
  renewedAt: instant.nullable(),
  renewalCount: z.number().int(),
  /** What regenerations made last. */
  isCurrent: z.boolean(),
  isPinned: z.boolean(),
  /** Of the call that made it; `build` where the build did. */
  invocation: z.string(),
  sizeBytes: z.number(),
  /** What it has for each entry of the group. */
  versions: z.array(z.object({ entry: z.string(), version: z.string() })),
})

export type PathGeneration = z.infer<typeof pathGeneration>

/** One regeneration of the page that came to nothing: visitors kept what was there. */
export const pathFailure = z.object({
  at: instant,
  durationMs: z.number(),
  cause: z.string(),
  /** What the function answered; `null` where it answered nothing that could be read. */
  status: z.number().int().nullable(),
  message: z.string(),
  invocation: z.string(),
})
export type PathFailure = z.infer<typeof pathFailure>

/** That an operator chose an earlier generation of the page. */
export const pagePin = z.object({
  generation: z.string(),
  /** When that was made; `null` where the generation is no longer kept. */
  madeAt: instant.nullable(),
  /** Its number in the journal. */
  seq: z.number().int(),
  /** Visitors get it; `false` while a deletion takes it away. */
  isServed: z.boolean(),
  /** When it was pinned, by whom and why. */
  since: instant.nullable(),
  actor: z.string().nullable(),
  reason: z.string().nullable(),
})
export type PagePin = z.infer<typeof pagePin>

export const pathDetail = z.object({
  project: projectName,
  domain: hostName,
  environment,
  deployment: deploymentId,
  path: visitorPath,
  route: z.string(),
  /** Of the page whose regenerations these are. */
  query: z.string(),
  entries: z.array(pathEntry),
  generations: z.array(pathGeneration),
  pin: pagePin.nullable(),
  /** The newest 20 that failed, newest first. */
  failures: z.array(pathFailure),
  failure: z.object({ message: z.string(), at: instant, retryAt: instant }).nullable(),
  mix: statusMix,
  requests: z.number(),
  hitRatio: z.number().nullable(),
  invocations: z.number(),
  writeUnits: z.number(),
  lastOutcome: pathRow.shape.lastOutcome,
  url: z.string(),
})
export type PathDetail = z.infer<typeof pathDetail>

/** Source of a stored version as text; binary bodies are told, not shown. */
export const getSourceInput = z.object({ project: projectName, version: z.string() })
export const versionSource = z.object({
  version: z.string(),
  contentType: z.string().nullable(),
  text: z.string().nullable(),
  sizeBytes: z.number(),
  /** Only the first 512 KB are sent. */
  isCut: z.boolean(),
})
export type VersionSource = z.infer<typeof versionSource>
