import { z } from 'zod'
import type { ProbedEntry, ToldVerdict } from '@/lib/engine/probe'

const TIMEOUT_MS = 2_000

const REASONS = [
  ...(['stale_time', 'stale_tag', 'stale_path', 'stale_error', 'control_lost'] as const),
  ...(['absent', 'expired', 'tag_deleted', 'path_deleted'] as const),
] satisfies readonly ToldVerdict['reason'][]

const verdicts = z.object({
  verdicts: z.array(
    z
      .object({
        verdict: z.enum(['fresh', 'stale', 'unusable']),
        reason: z.enum(REASONS).nullable(),
        stamp: z.number().nullable(),
        foundIn: z.enum(['region cache', 'ISR cache']),
      })
      .nullable(),
  ),
})

/** Speaks to the control ports of edges, with the secret of the fleet. */
export function createControlClient(fleetSecret: string) {
  return {
    /** `undefined`: no answer in time, or none of an edge of this fleet. */
    async tellVerdicts(controlUrl: string, entries: readonly ProbedEntry[]) {
      const response = await fetch(new URL('/verdicts', controlUrl), {
        method: 'POST',
        headers: { authorization: `Bearer ${fleetSecret}`, 'content-type': 'application/json' },
        body: JSON.stringify({ entries }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      }).catch(() => undefined)
      if (!response?.ok) return undefined
      const parsed = verdicts.safeParse(await response.json().catch(() => undefined))
      return parsed.success ? parsed.data.verdicts : undefined
    },
  }
}
