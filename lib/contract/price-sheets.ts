import { z } from 'zod'
import { instant, projectName } from '@/lib/contract/fields'
import { metric } from '@/lib/contract/metrics'
import { decimal } from '@/lib/contract/money'

const slug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'Use lower-case letters, digits and inner hyphens, 40 at most.')

export const confidence = z.enum(['high', 'medium', 'low'])
export type Confidence = z.infer<typeof confidence>

const step = z.object({
  /** Up to and with so many units a month; `null`: without limit. */
  upTo: z.number().int().positive().nullable(),
  price: decimal,
})

/** Steps rise, and only the last may be without limit. */
const steps = z
  .array(step)
  .min(1)
  .max(20)
  .refine(
    (all) => all.every(({ upTo }, at) => (upTo === null ? at === all.length - 1 : upTo > (all[at - 1]?.upTo ?? 0))),
    'Each step reaches further than the one before, and only the last may be without limit.',
  )

export const price = z.discriminatedUnion('kind', [
  /** One price for all; `null`: there is a price, but nobody wrote it down here. */
  z.object({ kind: z.literal('flat'), amount: decimal.nullable() }),
  /** Each part of the month's quantity at the price of its step. */
  z.object({ kind: z.literal('graduated'), steps }),
  /** The whole month costs what the step costs that its quantity falls into. */
  z.object({ kind: z.literal('package'), steps }),
])
export type Price = z.infer<typeof price>

export const priceLine = z.object({
  metric,
  price,
  /** The price is for so many units; a package has its price once. */
  per: z.number().int().positive().max(1_000_000_000_000),
  /** Units of a month that cost nothing. */
  included: decimal.default('0'),
  source: z.string().min(1).max(400),
  /** Of the source, as precisely as it is known: `2026-02-13`, `2026-04`, `2026`; `null`: it has none. */
  date: z
    .string()
    .regex(/^\d{4}(?:-\d{2}(?:-\d{2})?)?$/, 'Use a date such as 2026-02-13, 2026-02 or 2026.')
    .nullable(),
  confidence,
  note: z.string().max(600).nullable().default(null),
})
export type PriceLine = z.infer<typeof priceLine>

/** What a sheet says, whatever its version. */
export const sheetTerms = z.object({
  name: z.string().min(1).max(80),
  currency: z.string().regex(/^[A-Z]{3}$/, 'Use three capital letters, such as USD.'),
  /** Per month, whatever was used. */
  fee: decimal.default('0'),
  /** Taken off what a month used, as far as it reaches. */
  credit: decimal.default('0'),
  /** Machines whose hours are charged, for a sheet with a price per machine-hour. */
  machineCount: z.number().int().min(0).max(10_000).default(0),
  lines: z
    .array(priceLine)
    .min(1)
    .max(40)
    .refine((lines) => new Set(lines.map((line) => line.metric)).size === lines.length, 'Each metric has one line.'),
  note: z.string().max(1_000).nullable().default(null),
})
export type SheetTerms = z.infer<typeof sheetTerms>

/** What a sheet is chosen by. Region `all` is for prices that are the same everywhere. */
export const sheetPlace = z.object({ provider: slug, plan: slug, region: slug })
export type SheetPlace = z.infer<typeof sheetPlace>

export const priceSheet = z.object({
  id: z.string(),
  ...sheetPlace.shape,
  version: z.number().int().positive(),
  ...sheetTerms.shape,
  createdAt: instant,
  actor: z.string(),
})
export type PriceSheet = z.infer<typeof priceSheet>

/** A sheet in a list; one that is broken has no currency. */
export const sheetSummary = priceSheet
  .pick({
    id: true,
    provider: true,
    plan: true,
    region: true,
    version: true,
    name: true,
    createdAt: true,
    actor: true,
  })
  .extend({ currency: z.string() })
export type SheetSummary = z.infer<typeof sheetSummary>
export const sheetList = z.object({ sheets: z.array(sheetSummary) })
export type SheetList = z.infer<typeof sheetList>

export const getSheetInput = z.object({
  ...sheetPlace.shape,
  /** The newest, unless one is named. */
  version: z.coerce.number().int().positive().optional(),
})
export type GetSheetInput = z.infer<typeof getSheetInput>
export const sheetDetail = z.object({ sheet: priceSheet, versions: z.array(sheetSummary) })
export type SheetDetail = z.infer<typeof sheetDetail>

export const saveSheetInput = z.object({
  ...sheetPlace.shape,
  ...sheetTerms.shape,
  /** The version that was edited; 0 for a sheet that is new. Another one meanwhile is a conflict. */
  basedOn: z.number().int().min(0),
})
export type SaveSheetInput = z.infer<typeof saveSheetInput>

/** A calendar month in UTC: `2026-11`. */
export const month = z.string().regex(/^20\d{2}-(?:0[1-9]|1[0-2])$/, 'Use a month such as 2026-11.')

export const projectPricesInput = z.object({ project: projectName })
export const chooseSheetInput = z.object({ project: projectName, ...sheetPlace.shape })
export type ChooseSheetInput = z.infer<typeof chooseSheetInput>

const choice = z.object({
  /** From this month on, until the next. */
  month,
  sheet: sheetSummary,
  actor: z.string(),
  chosenAt: instant,
})
export const projectPrices = z.object({
  project: z.string(),
  /** What the month under way is priced by. */
  sheet: priceSheet,
  /** Nobody chose: it is what every project begins with. */
  isDefault: z.boolean(),
  /** Newest first. */
  choices: z.array(choice),
})
export type ProjectPrices = z.infer<typeof projectPrices>
