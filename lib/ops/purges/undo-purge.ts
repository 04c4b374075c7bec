import { z } from 'zod'
import type { Tx } from '@/db/client'
import { appendAudit } from '@/db/queries/audit'
import { appendJournal, lockJournal, putMarks, readNowMs } from '@/db/queries/purges/journal'
import { listPurgeParts } from '@/db/queries/purges/purges'
import { listStandingPurges } from '@/db/queries/purges/standing-purges'
import { type Purge, purgedSelector, purgeMode, type UndoPurgeInput } from '@/lib/contract/purges'
import { kinOf, marksWithout } from '@/lib/engine/purges/undo'
import { actorName, type OpsContext, tokenIdOf } from '@/lib/ops/context'
import { OpError } from '@/lib/ops/errors'
import { requirePurge } from '@/lib/ops/purges/require-purge'
import { takeAllowance } from '@/lib/ops/purges/take-allowance'
import { toPurge, whyNotUndoable } from '@/lib/ops/purges/to-purge'
import { requireProject } from '@/lib/ops/require-project'

/**
 * Takes a purge back: entries that it covered are judged as if it had not been made. Other purges of the same selectors
 * go on counting, and what was regenerated since stays as it is.
 */
export async function undoPurge(ctx: OpsContext, input: UndoPurgeInput): Promise<Purge> {
  const project = await requireProject(ctx, 'purge', input.project)
  await takeAllowance(ctx)
  const { seq, reason = null } = input
  const actor = actorName(ctx.actor)
  return ctx.db.transaction(async (tx) => {
    // Two undos at once: the second one sees the first.
    await lockJournal(tx)
    const purge = await requirePurge(tx, project, seq)
    const why = whyNotUndoable(ctx, purge)
    if (why !== undefined) throw new OpError('conflict', why)
    const undoSeqs: number[] = []
    for (const part of await listPurgeParts(tx, purge.seq)) {
      const { projectId, environment, domain, deploymentId, selectors } = part
      const place = { projectId, environment, domain, deploymentId, selectors }
      undoSeqs.push(await appendJournal(tx, { kind: 'undo', ...place, undoneSeq: part.seq, actor, reason }))
      await recountMarks(tx, part)
    }
    await appendAudit(tx, {
      projectId: project.id,
      actor,
      action: 'purges.undo',
      details: { seq: undoSeqs[0], undoneSeq: seq, reason },
      ip: ctx.client.ip,
      tokenId: tokenIdOf(ctx.actor),
    })
    return toPurge(ctx, await requirePurge(tx, project, seq), project)
  })
}

type PurgePart = Awaited<ReturnType<typeof listPurgeParts>>[number]

/** Adds up the marks of the undone purge again. The journal is locked: no purge is between reading and writing them. */
async function recountMarks(tx: Tx, { projectId, environment, domain, deploymentId, selectors }: PurgePart) {
  const undone = {
    scope: { projectId, environment, domain, deploymentId },
    selectors: z.array(purgedSelector).parse(selectors),
  }
  const rows = await listStandingPurges(tx, { projectId, selectors: kinOf(undone.selectors) })
  const standing = rows.map(({ seq, mode, deleteAtMs, selector, ...place }) => ({
    seq,
    mode: purgeMode.parse(mode),
    deleteAtMs,
    scope: { projectId, ...place },
    selector: purgedSelector.parse(selector),
  }))
  const marks = marksWithout(undone, standing, await readNowMs(tx))
  await putMarks(
    tx,
    [...marks].map(([key, mark]) => ({ key, ...mark })),
  )
}
