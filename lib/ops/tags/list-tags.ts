import { inSnapshot } from '@/db/queries/select-rows'
import { foldTagChanges } from '@/db/queries/tags/tag-counts'
import { COUNTED_TAGS, listTagPlaces, sampledOf } from '@/db/queries/tags/tag-list'
import type { ListTagsInput, TagList } from '@/lib/contract/tags'
import type { OpsContext } from '@/lib/ops/context'
import { requireProject } from '@/lib/ops/require-project'
import { nearestTags } from '@/lib/ops/tags/nearest-tags'
import { tagRows } from '@/lib/ops/tags/tag-rows'

/**
 * One page of the tags that entries of a project carry. What changed since they were added up last is added up first: how many
 * entries a tag has is exact.
 */
export async function listTags(ctx: OpsContext, input: ListTagsInput): Promise<TagList> {
  const { id: projectId } = await requireProject(ctx, 'read', input.project)
  const { window, sort, order, page, pageSize } = input
  const search = input.search === '' ? undefined : input.search
  const path = input.path === '' ? undefined : input.path
  await foldTagChanges(ctx.db)

  return inSnapshot(ctx.db, async (tx) => {
    const listed = await listTagPlaces(tx, { projectId, window, search, path, sort, order, page, pageSize })
    const { total, requests, visited_count: visitedCount, tags } = listed
    const isUnknown = total === 0 && search !== undefined && path === undefined
    return {
      tags: await tagRows(tx, { projectId, tags, allRequests: requests }),
      total: Math.min(total, COUNTED_TAGS),
      isTotalLeast: total > COUNTED_TAGS,
      page,
      pageSize,
      requests,
      sampledPathCount: sampledOf(visitedCount),
      nearest: isUnknown ? await nearestTags(tx, { projectId, wanted: search }) : [],
    }
  })
}
