'use client'

import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { formatCount } from '@/components/format/numbers'
import { PathSearch } from '@/components/paths/path-search'
import { WindowSelect } from '@/components/shell/filters'
import { useUrlParams } from '@/components/shell/use-url-params'
import { NearestTags } from '@/components/tags/nearest-tags'
import { parseTagFilter, sortTagsBy, tagsCommands } from '@/components/tags/tag-filter'
import { TagSheet } from '@/components/tags/tag-sheet'
import { TagTable } from '@/components/tags/tag-table'
import { Button } from '@/components/ui/button'
import { CopyAs } from '@/components/ui/copy-as'
import { Empty } from '@/components/ui/empty'
import { Kbd } from '@/components/ui/kbd'
import { Loaded } from '@/components/ui/loaded'
import { PageHead } from '@/components/ui/page-head'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'
import { TablePager } from '@/components/ui/table-pager'
import { commandLine } from '@/lib/contract/shell-words'
import type { ListTagsInput } from '@/lib/contract/tags'
import { tagQueries } from '@/lib/queries/tags'

/** What tags reach, and what firing them did. The address is the state of the table. */
export function TagsView({ project }: { project: string }) {
  const { params, change } = useUrlParams()
  const filter = parseTagFilter(project, params)
  const query = useQuery(tagQueries.list(filter))
  const table = useRef<HTMLElement>(null)
  const show = (tag: string) => change({ tag })
  return (
    <>
      <PageHead
        title="Tags"
        question="what does a tag reach?"
        actions={<WindowSelect window={filter.window} onChange={(window) => change({ window, page: undefined })} />}
      />
      <div className="mb-2.5 flex">
        <PathSearch
          label="Filter tags, or name a path"
          placeholder="Filter tags, or /path for what it carries…"
          search={filter.path ?? filter.search ?? ''}
          onSearch={(q) => change({ q, page: undefined }, 'replace')}
          onDown={() => table.current?.querySelector<HTMLElement>('tbody button')?.focus()}
        />
      </div>
      <Panel ref={table}>
        <Loaded
          query={query}
          loading={<SkeletonRows count={12} label="Loading tags" />}
          failure="The tags could not be loaded."
        >
          {({ tags, nearest }) =>
            tags.length === 0 ? (
              <NoTags
                filter={filter}
                nearest={nearest}
                onShow={show}
                onWiden={() => change({ q: undefined, page: undefined })}
              />
            ) : (
              <TagTable
                project={project}
                rows={tags}
                sort={filter.sort}
                order={filter.order}
                onSort={(column) => change(sortTagsBy(filter, column))}
                onShow={show}
              />
            )
          }
        </Loaded>
      </Panel>
      <div className="mt-2.5 flex min-h-8 flex-wrap items-center gap-x-3 gap-y-2 text-faint">
        {query.data && query.data.total > 0 && (
          <TablePager
            list={query.data}
            isTotalLeast={query.data.isTotalLeast}
            noun={['tag', 'tags']}
            note={
              query.data.sampledPathCount !== null &&
              `; traffic of the ${formatCount(query.data.sampledPathCount)} most visited paths`
            }
            onPage={(page) => change({ page: page === 1 ? undefined : String(page) })}
          />
        )}
        <span className="ml-auto flex items-center gap-3">
          <span className="hidden items-center gap-1.5 lg:flex">
            <Kbd>↑</Kbd> <Kbd>↓</Kbd> move <Kbd>↵</Kbd> open <Kbd>p</Kbd> purge <Kbd>/</Kbd> filter
          </span>
          <CopyAs commands={() => tagsCommands(filter, params.tag)} />
        </span>
      </div>
      <TagSheet
        input={params.tag ? { project, tag: params.tag, window: filter.window } : undefined}
        onClose={() => change({ tag: undefined })}
        onShow={show}
      />
    </>
  )
}

type NoTagsProps = {
  filter: ListTagsInput
  nearest: readonly string[]
  onShow: (tag: string) => void
  onWiden: () => void
}

/** An empty table: nothing is called so, the path carries none, or no page has a tag yet. */
export function NoTags({ filter, nearest, onShow, onWiden }: NoTagsProps) {
  const { project, search, path } = filter
  const widen = (
    <Button size="small" onClick={onWiden}>
      Clear filter
    </Button>
  )
  if (path) {
    return (
      <Empty title={`Nothing stored at ${path} has a tag`} action={widen}>
        Type the whole path, as the paths page shows it.
      </Empty>
    )
  }
  if (search) {
    return (
      <Empty title={`No tag has “${search}” in its name`} action={widen}>
        A purge of it would reach nothing.
        <NearestTags nearest={nearest} onShow={onShow} />
      </Empty>
    )
  }
  return (
    <Empty title="No page has a tag yet" command={commandLine('npx', 'freshet', 'paths', '--project', project)}>
      Pages get tags from the site: the header <code className="font-mono text-sm">Cache-Tag</code>,{' '}
      <code className="font-mono text-sm">cacheTag()</code>, or <code className="font-mono text-sm">next.tags</code> of
      a fetch. They show up here once such a page was visited.
    </Empty>
  )
}
