import { z } from 'zod'
import { projectName } from '@/lib/contract/common'

const budget = z
  .number()
  .int()
  .min(1_048_576, 'A budget has at least 1 MB.')
  .max(2 ** 50)

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
