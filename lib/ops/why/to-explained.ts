import { listJournalNames } from '@/db/queries/purges/journal-rows'
import type { Explained } from '@/lib/contract/why'
import type { Decision } from '@/lib/engine/why/decision'
import { explain } from '@/lib/engine/why/explain'
import { seqsOf } from '@/lib/engine/why/told-purge'
import type { OpsContext } from '@/lib/ops/context'
import { toNamedPurge } from '@/lib/ops/why/to-named-purge'

export type Named = { readonly id: string; readonly name: string }

/** A decision in words, with what the journal of the project knows of the purge that it turned on. */
export async function toExplained(ctx: Pick<OpsContext, 'db'>, project: Named, decision: Decision): Promise<Explained> {
  const seqs = seqsOf(decision)
  const rows = seqs.length === 0 ? [] : await listJournalNames(ctx.db, { projectId: project.id, seqs })
  const { status, reason } = decision.outcome
  const { sentence, steps, hint } = explain(decision, { purges: rows.map(toNamedPurge), project: project.name })
  return {
    status,
    reason,
    sentence,
    steps: steps.map((step) => ({ ...step, details: step.details.map(([name, value]) => [name, value]) })),
    hint,
    docs: `/docs/failure-modes#${(reason ?? status).toLowerCase()}`,
  }
}
