'use client'

import { useQuery } from '@tanstack/react-query'
import { formatBytes } from '@/components/format/numbers'
import { Empty } from '@/components/ui/empty'
import { Loaded } from '@/components/ui/loaded'
import { SkeletonRows } from '@/components/ui/skeleton'
import { previewsFiles, previewUrl, type VersionPreview } from '@/lib/contract/previews'
import { pathQueries } from '@/lib/queries/paths'

/** A stored version as a page, on an origin where nobody is signed in. */
export function VersionPreviewFrame({ project, version }: { project: string; version: string }) {
  const query = useQuery(pathQueries.preview({ project, version }))
  return (
    <Loaded
      query={query}
      loading={<SkeletonRows count={8} label="Loading the preview" />}
      failure="The preview could not be loaded."
    >
      {(preview) => <PreviewFrame preview={preview} dashboard={window.location.href} />}
    </Loaded>
  )
}

/** The sandbox allows nothing: no script, no form, no origin but one that nobody else has. */
export function PreviewFrame({ preview, dashboard }: { preview: VersionPreview; dashboard: string }) {
  const { contentType, sizeBytes } = preview
  const src = previewUrl(dashboard, preview)
  return (
    <div>
      {src === null ? (
        <Empty title="No preview">
          {contentType ?? 'Unknown type'}, {formatBytes(sizeBytes)}. Only pages, texts and images are shown.
        </Empty>
      ) : (
        <iframe
          title="Preview of the stored page"
          sandbox=""
          referrerPolicy="no-referrer"
          src={src}
          // Stored pages without a background of their own count on the white of a browser.
          className="h-[560px] w-full bg-[canvas] scheme-light"
        />
      )}
      <p className="border-line border-t px-3.5 py-2 text-faint">
        {previewsFiles(dashboard, preview)
          ? 'With the styles, fonts and images of its deployment. Scripts do not run, and nothing is loaded from elsewhere.'
          : 'The stored bytes alone: scripts do not run, and files that the page names are not loaded.'}
      </p>
    </div>
  )
}
