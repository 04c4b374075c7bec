import { createHash } from 'node:crypto'
import { GONE_AFTER_MS, type ReceiptRow, readReceipt } from '@/db/queries/edge-acks'
import { readNowMs } from '@/db/queries/journal'
import { type PurgeRow, sampleCovered } from '@/db/queries/purges'
import type { GetPurgeInput } from '@/lib/contract/purges'
import type { Probe } from '@/lib/contract/receipts'
import type { ProbedEntry, ToldVerdict } from '@/lib/engine/probe'
import type { OpsContext } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { reachOfPurge } from '@/lib/ops/purges/reach-of-purge'
import { requirePurge } from '@/lib/ops/purges/require-purge'
import { requireProject } from '@/lib/ops/require-project'

/** Entries that each edge is asked about. */
const SAMPLE = 20

/** Asks each edge that runs what it would do with a sample of what the purge covers. No edge renders for it. */
export async function probePurge(ctx: OpsContext, input: GetPurgeInput): Promise<Probe> {
  const project = await requireProject(ctx, 'read', input.project)
  const purge = await requirePurge(ctx.db, project, input.seq)
  if (purge.undo !== null) {
    throw new OpError('conflict', `Purge ${input.seq} was undone: there is nothing that edges should obey.`)
  }
  const sample = await sampleCovered(ctx.db, reachOfPurge(purge), { from: hashOf(purge.seq), limit: SAMPLE })
  const nowMs = await readNowMs(ctx.db)
  const running = (await readReceipt(ctx.db, input.seq)).filter(mayRun)
  const edges = await Promise.all(running.map((edge) => askEdge(ctx, { edge, purge, sample, nowMs })))
  return {
    seq: input.seq,
    at: new Date(nowMs).toISOString(),
    sampleCount: sample.length,
    edges,
    isObeyed: edges.every(
      ({ state, unknownCount, disobeyed }) => state === 'answered' && unknownCount === 0 && disobeyed.length === 0,
    ),
  }
}

function mayRun({ has_stopped, silent_ms }: ReceiptRow): boolean {
  return !has_stopped && silent_ms <= GONE_AFTER_MS
}

/** Where the sample of a purge begins: each purge has another one, and always the same. */
function hashOf(seq: number): string {
  return createHash('sha256').update(String(seq)).digest('hex')
}

type Question = {
  readonly edge: ReceiptRow
  readonly purge: PurgeRow
  readonly sample: readonly ProbedEntry[]
  readonly nowMs: number
}

async function askEdge(ctx: OpsContext, { edge, purge, sample, nowMs }: Question): Promise<Probe['edges'][number]> {
  const { id, region } = edge
  const verdicts = await ctx.edges.tellVerdicts(edge.control_url, sample)
  if (verdicts === undefined) {
    return { id, region, state: 'silent', obeyedCount: 0, unknownCount: sample.length, disobeyed: [] }
  }
  const told = sample.flatMap((entry, at) => {
    const verdict = verdicts[at]
    return verdict ? [{ entry, verdict }] : []
  })
  const disobeyed = told.filter(({ verdict }) => !isObedient(purge, verdict, nowMs))
  return {
    id,
    region,
    state: 'answered',
    obeyedCount: told.length - disobeyed.length,
    unknownCount: sample.length - told.length,
    disobeyed: disobeyed.map(({ entry: { domain, path, output }, verdict: { verdict } }) => ({
      domain,
      path,
      output,
      verdict,
    })),
  }
}

/** A response made anew since is no matter of the purge. */
function isObedient({ seq, mode, deleteAtMs }: PurgeRow, { verdict, stamp }: ToldVerdict, nowMs: number): boolean {
  if (verdict === 'unusable' || stamp === null || stamp >= seq) return true
  const isGone = mode === 'delete' && (deleteAtMs === null || deleteAtMs <= nowMs)
  return verdict === 'stale' && !isGone
}
