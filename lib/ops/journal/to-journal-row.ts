import { z } from 'zod'
import type { PurgeRow } from '@/db/queries/purges/purges'
import type { JournalRow, PinRecord } from '@/lib/contract/journal'
import type { OpsContext } from '@/lib/ops/context'
import { instantOrNull } from '@/lib/ops/instant'
import { pinNote } from '@/lib/ops/journal/pin-note'
import { toPurge } from '@/lib/ops/purges/to-purge'

type Beside = { readonly project: { readonly name: string }; readonly standing: ReadonlySet<number> }

/** A row of the journal as the API tells it. `standing`: the pins that hold still. */
export function toJournalRow(
  ctx: Pick<OpsContext, 'settings'>,
  row: PurgeRow,
  { project, standing }: Beside,
): JournalRow {
  if (row.kind === 'purge') return { kind: 'purge', purge: toPurge(ctx, row, project) }
  return { kind: 'pin', pin: toPinRecord(row, { project, standing }) }
}

const pinnedPath = z.tuple([z.object({ path: z.string() })])

function toPinRecord(row: PurgeRow, { project, standing }: Beside): PinRecord {
  const [{ path }] = pinnedPath.parse(row.selectors)
  const note = pinNote.nullable().parse(row.pin)
  const act = row.kind === 'pin' && note?.isRollback ? 'rollback' : row.kind
  return {
    seq: row.seq,
    project: project.name,
    act: z.enum(['pin', 'rollback', 'unpin']).parse(act),
    domain: row.domain ?? '',
    deployment: row.deploymentId ?? '',
    path,
    query: note?.query ?? '',
    generation: note?.generation ?? null,
    madeAt: instantOrNull(note?.madeAtMs ?? null),
    isStanding: standing.has(row.seq),
    actor: row.actor,
    reason: row.reason,
    createdAt: row.createdAt.toISOString(),
  }
}
