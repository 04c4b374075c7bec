'use client'

import { Example } from '@/components/gallery/example'
import { parseTagFilter } from '@/components/tags/tag-filter'
import { TagPanels } from '@/components/tags/tag-sheet'
import { TagTable } from '@/components/tags/tag-table'
import { NoTags } from '@/components/tags/tags-view'
import { TAG_ROWS, tagDetail } from '@/components/testing/tags'
import { Failure } from '@/components/ui/failure'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'

const ignore = () => undefined

/** Tags: full, one on its own, unknown, no match, nothing yet, loading, failed. */
export function TagStates() {
  const filter = (q?: string) => parseTagFilter('storefront', { q })
  return (
    <Example name="Tags">
      <Panel>
        <TagTable project="storefront" rows={TAG_ROWS} sort="requests" order="desc" onSort={ignore} onShow={ignore} />
      </Panel>
      <Panel>
        <div className="flex max-w-[460px] flex-col gap-5 p-5">
          <TagPanels detail={tagDetail()} onShow={ignore} />
        </div>
      </Panel>
      <Panel>
        <div className="flex max-w-[460px] flex-col gap-5 p-5">
          <TagPanels
            detail={tagDetail({ tag: 'prcie:18', entryCount: 0, paths: [], firings: [], nearest: ['price:18'] })}
            onShow={ignore}
          />
        </div>
      </Panel>
      <Panel>
        <NoTags filter={filter('prcie')} nearest={['price:18', 'price:19']} onShow={ignore} onWiden={ignore} />
      </Panel>
      <Panel>
        <NoTags filter={filter('/nowhere')} nearest={[]} onShow={ignore} onWiden={ignore} />
      </Panel>
      <Panel>
        <NoTags filter={filter()} nearest={[]} onShow={ignore} onWiden={ignore} />
      </Panel>
      <Panel>
        <SkeletonRows count={3} label="Loading tags" />
      </Panel>
      <Panel>
        <Failure title="The tags could not be loaded." message="The database does not answer." onRetry={ignore} />
      </Panel>
    </Example>
  )
}
