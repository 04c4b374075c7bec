import { z } from 'zod'
import { instant } from '@/lib/contract/common'

/** `obeyed`: it has applied the purge. `late`: it runs and has not. `gone`: it stopped, or went silent, before it said so. */
const edgeReceipt = z.object({
  id: z.string(),
  region: z.string(),
  state: z.enum(['obeyed', 'late', 'gone']),
  /** Milliseconds from the purge until it was applied, by the database's clock; `null`: it did not say. */
  afterMs: z.number().nullable(),
})
export type EdgeReceipt = z.infer<typeof edgeReceipt>

/** Which edges obeyed a purge, of those that ran when it was made, and how fast. */
export const receipt = z.object({
  edges: z.array(edgeReceipt),
  obeyedCount: z.number().int(),
  p50Ms: z.number().nullable(),
  p99Ms: z.number().nullable(),
  maxMs: z.number().nullable(),
  /** Edges that run and have not applied it. */
  stragglers: z.array(z.object({ id: z.string(), region: z.string() })),
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
