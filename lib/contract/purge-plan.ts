import { z } from 'zod'
import { money } from '@/lib/contract/money'

const count = z.number().int()

/** A selector that covers nothing, with the names that come nearest among what is stored. */
const unmatched = z.object({ kind: z.enum(['path', 'prefix', 'tag']), name: z.string(), nearest: z.array(z.string()) })

/** What a purge would do if it were made now. Changes nothing. What is an estimate says so in its name or here. */
export const purgePlan = z.object({
  entryCount: count,
  pathCount: count,
  variants: z.array(z.object({ variant: z.string(), entryCount: count })),
  /** Of the stored responses, as visitors get them and as they are stored. */
  sizeBytes: z.number(),
  storedBytes: z.number(),
  /** Of very many entries all but `entryCount` is scaled up from so many, spread evenly over them; `null`: all were read. */
  sampleCount: count.nullable(),
  /** Of the hour under way and the one before, as counted. */
  traffic: z.object({
    requests: z.number(),
    /** Of the project's requests; `null`: there were none. */
    share: z.number().nullable(),
    /** Only so many of the most visited paths were looked at; `null`: all. */
    sampledPathCount: count.nullable(),
  }),
  /** Estimates. Each page is rendered once, when somebody asks for it. */
  renders: z.object({
    /** If all of them are asked for. */
    most: count,
    /** Pages that somebody asked for in that time. */
    soon: count,
    averageMs: z.number().nullable(),
    /** Of `most`, one after another. */
    totalMs: z.number().nullable(),
  }),
  /** An estimate, at most: what comes out unchanged costs no write unit. */
  cost: z.object({
    writeUnits: z.number(),
    /** Without anything that the sheet includes; `null`: it has no price for one of these. */
    amount: money.nullable(),
    currency: z.string(),
    /** Title of the project's price sheet. */
    sheet: z.string(),
    /** Of the price of a write unit. */
    sheetDate: z.string().nullable(),
    /** One of the prices is known with low confidence. */
    hasLowConfidence: z.boolean(),
  }),
  hottest: z.array(z.object({ domain: z.string(), path: z.string(), requests: z.number() })),
  unmatched: z.array(unmatched),
})
export type PurgePlan = z.infer<typeof purgePlan>
