import type { Metadata } from 'next'
import { OperatorPage } from '@/app/operator-page'
import { parseTagFilter } from '@/components/tags/tag-filter'
import { TagsView } from '@/components/tags/tags-view'
import { getTagInput } from '@/lib/contract/tags'
import { getTag } from '@/lib/ops/tags/get-tag'
import { listTags } from '@/lib/ops/tags/list-tags'
import { tagQueries } from '@/lib/queries/tags'
import { requireOperator } from '@/lib/server/session'

export const metadata: Metadata = { title: 'Tags' }

type TagsPageProps = {
  params: Promise<{ project: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

export default async function TagsPage({ params, searchParams }: TagsPageProps) {
  const ctx = await requireOperator()
  const { project } = await params
  const asked = await searchParams
  const filter = parseTagFilter(project, asked)
  const one = getTagInput.safeParse({ project, tag: asked.tag, window: filter.window })
  return (
    <OperatorPage
      prefetch={(client) => [
        client.prefetchQuery({ ...tagQueries.list(filter), queryFn: () => listTags(ctx, filter) }),
        ...(one.success
          ? [client.prefetchQuery({ ...tagQueries.detail(one.data), queryFn: () => getTag(ctx, one.data) })]
          : []),
      ]}
    >
      <TagsView project={project} />
    </OperatorPage>
  )
}
