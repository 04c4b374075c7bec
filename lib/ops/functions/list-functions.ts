import { listFailedCalls } from '@/db/queries/functions/failed-calls'
import { readFailingPages } from '@/db/queries/functions/failing-pages'
import { readNowMs } from '@/db/queries/purges/journal'
import { inSnapshot } from '@/db/queries/select-rows'
import { readCalls } from '@/db/queries/usage/usage'
import type { FunctionList, ListFunctionsInput } from '@/lib/contract/functions'
import type { OpsContext } from '@/lib/ops/context'
import { functionRows } from '@/lib/ops/functions/function-rows'
import { requireProject } from '@/lib/ops/require-project'

const WINDOW_MS = { '1h': 3_600_000, '24h': 86_400_000, '7d': 7 * 86_400_000, '30d': 30 * 86_400_000 } as const
const FAILING = 50
const FAILED_CALLS = 20

/** What rendering costs, route by route, and what came of calls that failed. */
export async function listFunctions(ctx: OpsContext, input: ListFunctionsInput): Promise<FunctionList> {
  const { id: projectId, name: project } = await requireProject(ctx, 'read', input.project)
  const { window, domain, deployment, sort, order } = input
  return inSnapshot(ctx.db, async (tx) => {
    const now = await readNowMs(tx)
    const minute = now - (now % 60_000) + 60_000
    const calls = await readCalls(tx, {
      nowMs: now,
      fromMs: minute - WINDOW_MS[window],
      untilMs: minute,
      projectIds: [projectId],
      by: ['route'],
      stepMs: null,
      where: { domain, deployment },
    })
    const failing = await readFailingPages(tx, { projectId, domain, deploymentId: deployment }, FAILING)
    const failed = await listFailedCalls(tx, { projectId, limit: FAILED_CALLS })
    return {
      project,
      window,
      functions: functionRows(calls, { sort, order }),
      failing: failing.map(({ deployment_id, failed_at_ms, retry_at_ms, generated_at_ms, ...page }) => ({
        ...page,
        deployment: deployment_id,
        failedAt: instantOf(failed_at_ms),
        retryAt: instantOf(retry_at_ms),
        lastGoodAt: instantOf(generated_at_ms),
      })),
      failedCalls: failed.map(({ invocationId, deploymentId, failedAt, projectId: _projectId, ...call }) => ({
        ...call,
        invocation: invocationId,
        deployment: deploymentId,
        at: failedAt.toISOString(),
      })),
    }
  })
}

function instantOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}
