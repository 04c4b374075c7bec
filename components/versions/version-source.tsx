'use client'

import { useQuery } from '@tanstack/react-query'
import { formatBytes } from '@/components/format/numbers'
import { CopyButton } from '@/components/ui/copy-button'
import { Empty } from '@/components/ui/empty'
import { Loaded } from '@/components/ui/loaded'
import { SkeletonRows } from '@/components/ui/skeleton'
import type { VersionSource } from '@/lib/contract/paths'
import { pathQueries } from '@/lib/queries/paths'

/** The stored body of a version as text. */
export function VersionSourceText({ project, version }: { project: string; version: string }) {
  const query = useQuery(pathQueries.source({ project, version }))
  return (
    <Loaded
      query={query}
      loading={<SkeletonRows count={8} label="Loading the source" />}
      failure="The source could not be loaded."
    >
      {(source) => <SourceText source={source} />}
    </Loaded>
  )
}

/** A stored body as text, never as markup: stored pages are not trusted. */
function SourceText({ source }: { source: VersionSource }) {
  if (source.text === null) {
    return (
      <Empty title="Not text">
        {source.contentType ?? 'Unknown type'}, {formatBytes(source.sizeBytes)}. Download it to see it.
      </Empty>
    )
  }
  return (
    <div className="relative">
      <div className="absolute top-1.5 right-1.5">
        <CopyButton text={source.text} label="Copy source" />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <section aria-label="Source" tabIndex={0} className="max-h-[560px] overflow-auto py-2.5">
        <pre className="min-h-40 whitespace-pre-wrap break-words pr-10 pl-3.5 font-mono text-muted text-sm/5">
          {source.text}
        </pre>
      </section>
      {source.isCut && (
        <p className="border-line border-t px-3.5 py-2 text-faint">
          Only the first 512 KB of {formatBytes(source.sizeBytes)} are shown.
        </p>
      )}
    </div>
  )
}
