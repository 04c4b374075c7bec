import type { HistoryRules } from '@/db/queries/retention/retain-versions'
import { KEPT_MS } from '@/db/queries/usage/usage-window'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** How long what is kept. Instants are the fleet's; each age is counted from one. */
export type RetentionRules = {
  readonly history: HistoryRules
  readonly unreadForMs: number
  readonly keptDeployments: number
  readonly undoForMs: number
  /** Nobody has regenerated it for so long: nobody asks for it. */
  readonly valuesForMs: number
  readonly blobUnneededForMs: number
  readonly hoursForMs: number
  readonly keptPathsOfDay: number
  readonly countsForMs: { readonly minute: number; readonly hour: number; readonly day: number }
  readonly jobsForMs: number
  readonly marksSettledForMs: number
}

/** What Freshet keeps unless somebody says otherwise: docs/operations.md tells operators. */
export function retentionRules({ undoGraceHours }: { readonly undoGraceHours: number }): RetentionRules {
  return {
    history: { newest: 20, hourlyForMs: DAY_MS, dailyForMs: 31 * DAY_MS },
    unreadForMs: 31 * DAY_MS,
    keptDeployments: 3,
    undoForMs: undoGraceHours * HOUR_MS,
    valuesForMs: 31 * DAY_MS,
    blobUnneededForMs: DAY_MS,
    hoursForMs: 7 * DAY_MS,
    keptPathsOfDay: 1_000,
    countsForMs: KEPT_MS,
    jobsForMs: 31 * DAY_MS,
    // Longer than any render, and than purges can be undone.
    marksSettledForMs: Math.max(2 * DAY_MS, (undoGraceHours + 24) * HOUR_MS),
  }
}
