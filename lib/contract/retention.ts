import { z } from 'zod'
import { projectName } from '@/lib/contract/fields'

const budget = z
  .number()
  .int()
  .min(1_048_576, 'A budget has at least 1 MB.')
  .max(2 ** 50, 'A budget has at most 1,024 TB.')

/** What a project keeps, and how much that may be. Sizes are compressed bytes, as if no two versions shared any. */
export const retention = z.object({
  project: projectName,
  versions: z.object({ count: z.number().int(), bytes: z.number(), budgetBytes: z.number() }),
  /** Entries of pages: each has one version that is served. */
  entries: z.object({ count: z.number().int(), bytes: z.number() }),
  values: z.object({ count: z.number().int(), bytes: z.number(), budgetBytes: z.number() }),
})
export type Retention = z.infer<typeof retention>

export const retentionInput = z.object({ project: projectName })
export type RetentionInput = z.infer<typeof retentionInput>

/** What is left out stays as it is. */
export const setRetentionInput = z.object({
  project: projectName,
  versionBudgetBytes: budget.optional(),
  valueBudgetBytes: budget.optional(),
})
export type SetRetentionInput = z.infer<typeof setRetentionInput>

const overBudget = z.object({
  budgetBytes: z.number(),
  /** What is kept beyond the budget. */
  excessBytes: z.number(),
  /** What would go, oldest first; with `isLeast` more than was looked at. */
  count: z.number().int(),
  bytes: z.number(),
  isLeast: z.boolean(),
})

/** What the next retention would remove with these budgets. Estimates: it looks again at each when it goes. */
export const retentionPlan = z.object({
  project: projectName,
  /** `count` is of regenerations. What is served stays, whatever the budget. */
  versions: overBudget,
  values: overBudget,
})
export type RetentionPlan = z.infer<typeof retentionPlan>

const UNITS = { '': 1, B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3, TB: 1024 ** 4 } as const

/** A size as people write it, such as 500MB or 1.5 GB, in bytes; `undefined`: it is not a size. */
export function sizeOf(text: string): number | undefined {
  const [, amount, unit = ''] = text.trim().match(/^(\d+(?:\.\d+)?)\s*(B|KB|MB|GB|TB)?$/i) ?? []
  const size = Object.entries(UNITS).find(([name]) => name === unit.toUpperCase())?.[1]
  return amount === undefined || size === undefined ? undefined : Math.round(Number(amount) * size)
}
