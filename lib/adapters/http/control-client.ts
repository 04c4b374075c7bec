import { z } from 'zod'
import type { ProbedEntry, ProbedVerdict } from '@/lib/engine/purges/probe'
import type { Question } from '@/lib/engine/why/question'

const TIMEOUT_MS = 2_000

const REASONS = [
  ...(['stale_time', 'stale_tag', 'stale_path', 'stale_error', 'control_lost'] as const),
  ...(['absent', 'expired', 'tag_deleted', 'path_deleted'] as const),
] satisfies readonly ProbedVerdict['reason'][]

const verdicts = z.object({
  verdicts: z.array(
    z
      .object({
        verdict: z.enum(['fresh', 'stale', 'unusable']),
        reason: z.enum(REASONS).nullable(),
        stamp: z.number().nullable(),
        // An edge of an earlier version says nothing about pins.
        pinnedSeq: z.number().nullable().default(null),
        deletedSeq: z.number().default(0),
        foundIn: z.enum(['region cache', 'ISR cache']),
      })
      .nullable(),
  ),
})

const foretold = z.object({ decision: z.unknown() })

/** Speaks to the control ports of edges, with the secret of the fleet. */
export function createControlClient(fleetSecret: string) {
  async function post(controlUrl: string, path: string, question: unknown): Promise<unknown> {
    const response = await fetch(new URL(path, controlUrl), {
      method: 'POST',
      headers: { authorization: `Bearer ${fleetSecret}`, 'content-type': 'application/json' },
      body: JSON.stringify(question),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch(() => undefined)
    return response?.ok ? response.json().catch(() => undefined) : undefined
  }

  return {
    /** `undefined`: no answer in time, or none of an edge of this fleet. */
    async probeEntries(controlUrl: string, entries: readonly ProbedEntry[]) {
      const parsed = verdicts.safeParse(await post(controlUrl, '/verdicts', { entries }))
      return parsed.success ? parsed.data.verdicts : undefined
    },
    /** The edge's decision about a made-up request, for the caller to parse; `undefined` likewise, or where it cannot tell. */
    async foretell(controlUrl: string, question: Question): Promise<unknown> {
      const parsed = foretold.safeParse(await post(controlUrl, '/why', question))
      return parsed.success ? parsed.data.decision : undefined
    },
  }
}
