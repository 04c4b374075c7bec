import { inSnapshot } from '@/db/queries/select-rows'
import { foldTagChanges } from '@/db/queries/tags/tag-counts'
import { listTaggedPaths, readTagTraffic, sampledOf } from '@/db/queries/tags/tag-list'
import { readFirings } from '@/db/queries/tags/tag-reach'
import type { GetTagInput, TagDetail } from '@/lib/contract/tags'
import type { OpsContext } from '@/lib/ops/context'
import { requireProject } from '@/lib/ops/require-project'
import { nearestTags } from '@/lib/ops/tags/nearest-tags'
import { tagRows, toFiring } from '@/lib/ops/tags/tag-rows'

const PATHS = 10
const FIRINGS = 5

/** What one tag reaches now. One that nothing carries is told with the names nearest to it: that is no error. */
export async function getTag(ctx: OpsContext, input: GetTagInput): Promise<TagDetail> {
  const { id: projectId } = await requireProject(ctx, 'read', input.project)
  const { project, window, tag } = input
  await foldTagChanges(ctx.db)

  return inSnapshot(ctx.db, async (tx) => {
    const traffic = await readTagTraffic(tx, { projectId, window, tag })
    const { entry_count, requests, all_requests: allRequests, visited_count: visitedCount } = traffic
    const [row] = await tagRows(tx, { projectId, tags: [{ tag, entry_count, requests }], allRequests })
    if (row === undefined) throw new Error('One tag was asked for.')
    const paths = entry_count === 0 ? [] : await listTaggedPaths(tx, { projectId, window, tag, limit: PATHS })
    const firings = await readFirings(tx, { projectId, tags: [tag], limit: FIRINGS })
    return {
      ...row,
      project,
      window,
      allRequests,
      sampledPathCount: sampledOf(visitedCount),
      paths: paths.map(({ deployment_id: deployment, ...place }) => ({ deployment, ...place })),
      firings: firings.map(toFiring),
      nearest: entry_count === 0 ? await nearestTags(tx, { projectId, wanted: tag }) : [],
    }
  })
}
