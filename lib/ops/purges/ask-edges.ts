import { GONE_AFTER_MS, type ReceiptRow, readReceipt } from '@/db/queries/purges/edge-acks'
import { readNowMs } from '@/db/queries/purges/journal'
import type { Probe } from '@/lib/contract/receipts'
import type { ProbedEntry, ProbedVerdict } from '@/lib/engine/purges/probe'
import type { OpsContext } from '@/lib/ops/context'

type Question = {
  /** Number in the journal of what edges are to obey. */
  readonly seq: number
  readonly sample: readonly ProbedEntry[]
  readonly isObedient: (told: ProbedVerdict, nowMs: number) => boolean
}

/** Asks each edge that runs what it would do with these entries. No edge renders for it. */
export async function askEdges(ctx: OpsContext, question: Question): Promise<Probe> {
  const nowMs = await readNowMs(ctx.db)
  const running = (await readReceipt(ctx.db, question.seq)).filter(mayRun)
  const edges = await Promise.all(running.map((edge) => askEdge(ctx, edge, question, nowMs)))
  return {
    seq: question.seq,
    at: new Date(nowMs).toISOString(),
    sampleCount: question.sample.length,
    edges,
    isObeyed: edges.every(
      ({ state, unknownCount, disobeyed }) => state === 'answered' && unknownCount === 0 && disobeyed.length === 0,
    ),
  }
}

function mayRun({ has_stopped, silent_ms }: ReceiptRow): boolean {
  return !has_stopped && silent_ms <= GONE_AFTER_MS
}

async function askEdge(
  ctx: OpsContext,
  { id, region, control_url }: ReceiptRow,
  { sample, isObedient }: Question,
  nowMs: number,
): Promise<Probe['edges'][number]> {
  const verdicts = await ctx.edges.probeEntries(control_url, sample)
  if (verdicts === undefined) {
    return { id, region, state: 'silent', obeyedCount: 0, unknownCount: sample.length, disobeyed: [] }
  }
  const told = sample.flatMap((entry, at) => {
    const verdict = verdicts[at]
    return verdict ? [{ entry, verdict }] : []
  })
  const disobeyed = told.filter(({ verdict }) => !isObedient(verdict, nowMs))
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
