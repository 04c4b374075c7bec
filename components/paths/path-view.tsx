'use client'

import { useQuery } from '@tanstack/react-query'
import { ExternalLink } from 'lucide-react'
import { PathPanels } from '@/components/paths/path-panels'
import { parsePathPlace } from '@/components/paths/path-place'
import { DraftLinkButton } from '@/components/protection/draft-link-button'
import { PurgeButton } from '@/components/purges/purge-button'
import { draftOfPath } from '@/components/purges/purge-draft'
import { WindowSelect } from '@/components/shell/filters'
import { hrefs } from '@/components/shell/hrefs'
import { useUrlParams } from '@/components/shell/use-url-params'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { Failure } from '@/components/ui/failure'
import { Link } from '@/components/ui/link'
import { Loaded } from '@/components/ui/loaded'
import { PageHead } from '@/components/ui/page-head'
import { Skeleton } from '@/components/ui/skeleton'
import type { GetPathInput, TimeWindow } from '@/lib/contract/paths'
import { commandLine } from '@/lib/contract/shell-words'
import { pathQueries } from '@/lib/queries/paths'

/** What exactly is stored of one path, and how it came to be. The window is in the address. */
export function PathView({ project }: { project: string }) {
  const { params, change } = useUrlParams()
  const place = parsePathPlace(project, params)
  if (!place) return <Failure title="No path" message="This address names no path." />
  return <PlaceView place={place} onWindow={(window) => change({ window })} />
}

function PlaceView({ place, onWindow }: { place: GetPathInput; onWindow: (window: TimeWindow) => void }) {
  const query = useQuery(pathQueries.detail(place))
  const { project, domain, path, window } = place
  return (
    <>
      <PageHead
        title={<span className="break-all font-mono text-lg">{path}</span>}
        question={domain}
        actions={
          <>
            <WindowSelect window={window} onChange={onWindow} />
            <Button asChild>
              <Link
                href={`${hrefs.journal(project)}?${new URLSearchParams({ q: path })}`}
                title="Purges and pins that name this path"
              >
                Journal
              </Link>
            </Button>
            {query.data && (
              <>
                <CopyButton text={commandLine('curl', '-I', query.data.url)} label="Copy as curl" showLabel />
                <Button asChild>
                  <a href={query.data.url} target="_blank" rel="noreferrer">
                    Visit
                    <ExternalLink aria-hidden="true" />
                  </a>
                </Button>
                <DraftLinkButton url={query.data.url} />
              </>
            )}
            <PurgeButton project={project} draft={draftOfPath({ domain, path })} tone="primary" />
          </>
        }
      />
      <Loaded query={query} loading={<PathSkeleton />} failure={`${path} could not be loaded.`}>
        {(detail) => <PathPanels detail={detail} />}
      </Loaded>
    </>
  )
}

/** The place of a path's details while they load. */
export function PathSkeleton() {
  return (
    <div role="status" aria-label="Loading the path">
      <Skeleton className="mb-4 h-[74px] rounded-lg" />
      <div className="grid gap-4 lg:grid-cols-[320px_minmax(0,1fr)]">
        <Skeleton className="h-72 rounded-lg" />
        <Skeleton className="h-72 rounded-lg" />
      </div>
    </div>
  )
}
