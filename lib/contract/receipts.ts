import { z } from 'zod'
import { instant } from '@/lib/contract/fields'

/**
 * `obeyed`: it has applied the purge. `late`: it runs and has not. `silent`: it has not said for some seconds that it runs, and may
 * be paused or cut off. `gone`: before it said so it stopped, was found ended, or has been silent for two minutes.
 */
const edgeReceipt = z.object({
  id: z.string(),
  region: z.string(),
  state: z.enum(['obeyed', 'late', 'silent', 'gone']),
  /** Milliseconds from the purge until it was applied, by the database's clock; `null`: it did not say. */
  afterMs: z.number().nullable(),
  /** Milliseconds since it last said that it runs; `null` of one that runs, obeyed, or stopped. */
  silentMs: z.number().nullable(),
})
export type EdgeReceipt = z.infer<typeof edgeReceipt>

/** Which edges obeyed a purge, of those that ran when it was made, and how fast. */
export const receipt = z.object({
  edges: z.array(edgeReceipt),
  obeyedCount: z.number().int(),
  p50Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
  maxMs: z.number().nullable(),
  /** Edges that are late or silent. */
  stragglers: z.array(z.object({ id: z.string(), region: z.string(), silentMs: z.number().nullable() })),
})
export type Receipt = z.infer<typeof receipt>

const disobedience = z.object({
  domain: z.string(),
  path: z.string(),
  output: z.string(),
  /** What the edge would do: `fresh`, or `stale` where the purge was a deletion. */
  verdict: z.string(),
})

/** What edges say that they would do with a sample of the entries that a purge covers. Nothing was rendered. */
export const probe = z.object({
  seq: z.number().int(),
  at: instant,
  /** Entries that each edge was asked about. */
  sampleCount: z.number().int(),
  edges: z.array(
    z.object({
      id: z.string(),
      region: z.string(),
      /** `silent`: it did not answer on its control port. */
      state: z.enum(['answered', 'silent']),
      obeyedCount: z.number().int(),
      /** Entries of which it could not tell, as when its database is away. */
      unknownCount: z.number().int(),
      disobeyed: z.array(disobedience),
    }),
  ),
  /** Whether every edge that runs answered for every entry, and obeys. */
  isObeyed: z.boolean(),
})
export type Probe = z.infer<typeof probe>
