import { z } from 'zod'
import type { DurationStep } from '@/lib/engine/metering/call-durations'
import type { CountName, MeterBatch } from '@/lib/engine/metering/meter-batch'

const count = z.number().optional()
const counts = z.object({
  hit: count,
  prerender: count,
  stale: count,
  revalidated: count,
  miss: count,
  bypass: count,
  none: count,
  errors: count,
  readUnits: count,
  writeUnits: count,
  invocations: count,
  bytesIn: count,
  bytesOut: count,
  bytesToFunctions: count,
  bytesFromFunctions: count,
  bytesToCache: count,
  bytesFromCache: count,
  durationMs: count,
  cpuUs: count,
  memoryMbMs: count,
} satisfies Record<CountName, typeof count>)
const durations = {
  within5: count,
  within10: count,
  within20: count,
  within50: count,
  within100: count,
  within200: count,
  within500: count,
  within1000: count,
  within2000: count,
  within5000: count,
  within10000: count,
  within20000: count,
  within60000: count,
  longer: count,
} satisfies Record<DurationStep, typeof count>
const labels = { projectId: z.string(), deploymentId: z.string(), domain: z.string(), route: z.string() }
const ofMinute = { ...labels, minute: z.coerce.date(), region: z.string() }

const instant = z.coerce.date()
const tokenUse = z.object({
  tokenId: z.string(),
  uses: z.number(),
  lastUsedAt: instant.nullable(),
  lastUsedFrom: z.string().nullable(),
  refusals: z.number(),
  lastRefusedAt: instant.nullable(),
  lastRefusedFrom: z.string().nullable(),
})
const wrongToken = z.object({
  projectId: z.string(),
  domain: z.string(),
  address: z.string(),
  requests: z.number(),
  unseen: z.number(),
  firstAt: instant,
  lastAt: instant,
})

const batchSchema = z.object({
  tokenUses: z.array(tokenUse).optional(),
  wrongTokens: z.array(wrongToken).optional(),
  bootId: z.string(),
  n: z.number().int(),
  minutes: z.array(counts.extend(ofMinute)),
  invocations: z.array(
    z.object({
      ...ofMinute,
      cause: z.string(),
      invocations: count,
      failures: count,
      durationMs: count,
      cpuUs: count,
      memoryMbMs: count,
      coldStarts: count,
      ...durations,
    }),
  ),
  reasons: z.array(z.object({ ...ofMinute, status: z.string(), reason: z.string(), requests: count })),
  paths: z.array(
    counts.extend({
      ...labels,
      hour: z.coerce.date(),
      path: z.string(),
      lastStatus: z.string(),
      lastReason: z.string().nullish(),
      lastAt: z.coerce.date(),
    }),
  ),
  losses: z.array(
    z.object({
      bootId: z.string(),
      n: z.number().int(),
      region: z.string(),
      reason: z.enum(['spool_full', 'refused', 'killed', 'damaged']),
      batches: z.number().int(),
      requests: z.number().nullable(),
      from: z.coerce.date(),
      until: z.coerce.date(),
    }),
  ),
})

/** One line of a spool: a batch, or the word that the edge stopped with all written down. */
const lineSchema = z.union([
  z.object({ atMs: z.number(), batch: batchSchema }),
  z.object({ atMs: z.number(), end: z.literal(true) }),
])

export type SpoolLine =
  | { readonly atMs: number; readonly batch: MeterBatch }
  | { readonly atMs: number; readonly end: true }

/** One line of the spool, with its line break. */
export function formatLine(line: SpoolLine): string {
  return `${JSON.stringify(line)}\n`
}

/** `undefined` for what is no line: one that was cut off while it was written, or damaged since. */
export function parseLine(text: string): SpoolLine | undefined {
  try {
    return lineSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

/** Requests that a batch counts. */
export function requestsOf({ minutes }: MeterBatch): number {
  return minutes.reduce(
    (sum, { hit = 0, prerender = 0, stale = 0, revalidated = 0, miss = 0, bypass = 0, none = 0 }) =>
      sum + hit + prerender + stale + revalidated + miss + bypass + none,
    0,
  )
}
