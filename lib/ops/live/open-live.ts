import { readEdges } from '@/db/queries/edges'
import { readNowMs } from '@/db/queries/purges/journal'
import type { LiveFilterInput } from '@/lib/contract/live'
import { cacheStatus } from '@/lib/contract/paths'
import type { LiveFilter } from '@/lib/engine/tail/live-request'
import type { OpsContext } from '@/lib/ops/context'
import { requireProject } from '@/lib/ops/require-project'

/** Whom to read, and what of it. */
export type OpenedLive = {
  readonly filter: LiveFilter
  readonly edges: readonly { readonly id: string; readonly region: string; readonly controlUrl: string }[]
  /** By the database's clock. */
  readonly nowMs: number
}

/** An edge beats every second. */
const ALIVE_WITHIN_MS = 5_000

/** Which edges run, for an actor who may see the project's requests. A stream asks again and again: rights end, edges come and go. */
export async function openLive(ctx: OpsContext, input: LiveFilterInput): Promise<OpenedLive> {
  const project = await requireProject(ctx, 'read', input.project)
  const [edges, nowMs] = await Promise.all([
    readEdges(ctx.db, { heardWithinMs: ALIVE_WITHIN_MS, withStopped: false }),
    readNowMs(ctx.db),
  ])
  return {
    filter: { projectId: project.id, ...filterOf(input) },
    edges: edges.map(({ id, region, control_url: controlUrl }) => ({ id, region, controlUrl })),
    nowMs,
  }
}

function filterOf({ domain, path, status, reason, method, code }: LiveFilterInput): Omit<LiveFilter, 'projectId'> {
  const statuses = status?.split(',').map((each) => cacheStatus.parse(each))
  return {
    domain,
    path,
    statuses,
    reason,
    method,
    code: code === undefined ? undefined : Number(code.replace('xx', '')),
  }
}
