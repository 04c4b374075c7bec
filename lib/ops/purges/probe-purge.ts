import { createHash } from 'node:crypto'
import { type PurgeRow, sampleCovered } from '@/db/queries/purges/purges'
import type { GetPurgeInput } from '@/lib/contract/purges'
import type { Probe } from '@/lib/contract/receipts'
import type { ProbedVerdict } from '@/lib/engine/purges/probe'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { askEdges } from '@/lib/ops/purges/ask-edges'
import { reachOfPurge } from '@/lib/ops/purges/reach-of-purge'
import { requirePurge } from '@/lib/ops/purges/require-purge'
import { requireProject } from '@/lib/ops/require-project'

/** Entries that each edge is asked about. */
export const SAMPLE = 20

/** Asks each edge that runs what it would do with a sample of what the purge covers. No edge renders for it. */
export async function probePurge(ctx: OpsContext, input: GetPurgeInput): Promise<Probe> {
  const project = await requireProject(ctx, 'read', input.project)
  const purge = await requirePurge(ctx.db, project, input.seq)
  if (purge.undo !== null) {
    throw new OpError('conflict', `Purge ${input.seq} was undone: there is nothing that edges should obey.`)
  }
  const sample = await sampleCovered(ctx.db, reachOfPurge(purge), { from: hashOf(purge.seq), limit: SAMPLE })
  return askEdges(ctx, { seq: input.seq, sample, isObedient: (told, nowMs) => isObedient(purge, told, nowMs) })
}

/** Where the sample of a purge begins: each purge has another one, and always the same. */
function hashOf(seq: number): string {
  return createHash('sha256').update(String(seq)).digest('hex')
}

/** The purge has nothing to do with a response regenerated since, nor is a page that was pinned since, or that a deletion alone takes away. */
function isObedient({ seq, mode, deleteAtMs }: PurgeRow, told: ProbedVerdict, nowMs: number): boolean {
  const { verdict, stamp, pinnedSeq } = told
  const isGone = mode === 'delete' && (deleteAtMs === null || deleteAtMs <= nowMs)
  if (pinnedSeq !== null) return !isGone || pinnedSeq > seq
  if (verdict === 'unusable' || stamp === null || stamp >= seq) return true
  return verdict === 'stale' && !isGone
}
