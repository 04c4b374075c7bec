import { z } from 'zod'
import { hostName, instant, projectName } from '@/lib/contract/fields'
import { money } from '@/lib/contract/money'

/** The longest interval that makes sense to ask about: a year. */
const interval = z.coerce.number().int().min(1).max(31_536_000)

export const whatIfInput = z.object({
  project: projectName,
  /** The one most asked for, unless one is named. */
  route: z.string().min(1).max(2048).optional(),
  domain: hostName.optional(),
  /** An interval in seconds, besides those that are always told. */
  revalidate: interval.optional(),
  /** Days of traffic that are looked at. */
  days: z.coerce.number().int().min(1).max(7).default(7),
})
export type WhatIfInput = z.infer<typeof whatIfInput>

/** One interval, in the recorded time. Estimates. */
export const intervalOutcome = z.object({
  revalidateSeconds: z.number(),
  /** Calls of the function because time was out. */
  invocations: z.number(),
  writeUnits: z.number(),
  /** Mean age of the page that visitors get, over all requests; `null`: nobody asked, or it is beyond what the traffic covers. */
  ageSeconds: z.number().nullable(),
  /** Of requests, those that get a page older than the interval. */
  staleShare: z.number().nullable(),
  /** Of these calls and writes in a month of 30 days, at list price; `null`: the sheet has no price for one of them. */
  amountPerMonth: money.nullable(),
})
export type IntervalOutcome = z.infer<typeof intervalOutcome>

export const whatIf = z.object({
  project: z.string(),
  /** `null`: none was named, and nobody asked for any. */
  route: z.string().nullable(),
  /** Routes of the site that were asked for in that time, the most first. */
  routes: z.array(z.string()),
  /** What the traffic covers: all of the days, or since the first hour in which anything was counted. */
  from: instant,
  until: instant,
  /** Of the pages that are stored of the route; `null`: they have none, or several. */
  currentSeconds: z.number().nullable(),
  /** The paths looked at, of all that the route has, and their part of its requests. */
  pathCount: z.number(),
  requests: z.number(),
  coveredShare: z.number(),
  /** As it was counted, beside which the model of the interval in force can be held. */
  recorded: z.object({ requests: z.number(), timedInvocations: z.number(), writeUnits: z.number() }),
  /** Of regenerations at the interval in force, those that changed the page, as far as is known. */
  changedShare: z.number().nullable(),
  /** By interval, shortest first. */
  intervals: z.array(intervalOutcome),
  currency: z.string(),
  sheet: z.string(),
  hasLowConfidence: z.boolean(),
  /** What may make it wrong, as sentences. */
  notes: z.array(z.string()),
})
export type WhatIf = z.infer<typeof whatIf>
