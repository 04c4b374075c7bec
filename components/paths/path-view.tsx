'use client'

import { useQuery } from '@tanstack/react-query'
import { ExternalLink } from 'lucide-react'
import { useState } from 'react'
import { commandLine } from '@/components/format/shell'
import { DiffPanel } from '@/components/paths/diff-panel'
import { EntryPanel } from '@/components/paths/entry-panel'
import { GenerationTimeline } from '@/components/paths/generation-timeline'
import { PathFacts } from '@/components/paths/path-facts'
import { parsePathPlace } from '@/components/paths/path-place'
import { PinDialog } from '@/components/paths/pin-dialog'
import { PurgeButton } from '@/components/purges/purge-button'
import { draftOfPath } from '@/components/purges/purge-draft'
import { WindowSelect } from '@/components/shell/filters'
import { Ago } from '@/components/shell/now'
import { useUrlParams } from '@/components/shell/use-url-params'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { CopyButton } from '@/components/ui/copy-button'
import { Empty } from '@/components/ui/empty'
import { Failure } from '@/components/ui/failure'
import { Loaded } from '@/components/ui/loaded'
import { PageHead } from '@/components/ui/page-head'
import { Panel } from '@/components/ui/panel'
import { Skeleton } from '@/components/ui/skeleton'
import type { GetPathInput, PathDetail, PathGeneration, TimeWindow } from '@/lib/contract/paths'
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
            {query.data && (
              <>
                <CopyButton text={commandLine('curl', '-I', query.data.url)} label="Copy as curl" showLabel />
                <Button asChild>
                  <a href={query.data.url} target="_blank" rel="noreferrer">
                    Visit
                    <ExternalLink aria-hidden="true" />
                  </a>
                </Button>
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

/** All panels of a path. */
export function PathPanels({ detail }: { detail: PathDetail }) {
  const { entries, generations, failure } = detail
  const { params, change } = useUrlParams()
  const [chosen, setChosen] = useState<PathGeneration>()
  const shown = entries.find(({ entry }) => entry === params.entry) ?? entries[0]
  const versionIn = (generation: PathGeneration) =>
    generation.versions.find(({ entry }) => entry === shown?.entry)?.version
  const pinned = generations.find(({ isPinned }) => isPinned)
  return (
    <>
      {failure && (
        <Banner tone="danger" title="The last regeneration failed; visitors get the last good copy.">
          {failure.message} · <Ago at={failure.at} />
        </Banner>
      )}
      {pinned && (
        <Banner
          tone="info"
          title="Pinned: visitors get an earlier state of this page."
          action={
            <Button size="small" onClick={() => setChosen(pinned)}>
              Unpin
            </Button>
          }
        >
          Made <Ago at={pinned.beganAt} />. What is regenerated is kept, and served once it is unpinned.
        </Banner>
      )}
      <PathFacts detail={detail} />
      <div className="grid items-start gap-4 lg:grid-cols-[320px_minmax(0,1fr)]">
        <Panel title="Generations" note="newest first">
          {generations.length === 0 ? (
            <Empty title="Never generated" command={commandLine('curl', '-I', detail.url)}>
              A visit makes the first generation.
            </Empty>
          ) : (
            <GenerationTimeline
              generations={generations}
              actions={(generation) => (
                <GenerationActions
                  generation={generation}
                  canCompare={versionIn(generation) !== undefined && versionIn(generation) !== shown?.version}
                  onCompare={() => change({ compare: versionIn(generation) }, 'replace')}
                  onPin={() => setChosen(generation)}
                />
              )}
            />
          )}
        </Panel>
        {entries.length === 0 ? (
          <Panel title="Stored">
            <Empty title="Nothing is stored of this path">
              It is served live, or has not been visited since it was removed.
            </Empty>
          </Panel>
        ) : (
          <div className="flex min-w-0 flex-col gap-4">
            {params.compare && shown && (
              <DiffPanel
                project={detail.project}
                from={params.compare}
                to={shown.version}
                onClose={() => change({ compare: undefined }, 'replace')}
              />
            )}
            <EntryPanel project={detail.project} entries={entries} />
          </div>
        )}
      </div>
      <PinDialog detail={detail} generation={chosen} onClose={() => setChosen(undefined)} />
    </>
  )
}

function GenerationActions(props: {
  generation: PathGeneration
  canCompare: boolean
  onCompare: () => void
  onPin: () => void
}) {
  const { generation, canCompare, onCompare, onPin } = props
  return (
    <>
      {canCompare && (
        <Button size="small" tone="quiet" onClick={onCompare}>
          Compare
        </Button>
      )}
      <Button size="small" tone="quiet" onClick={onPin}>
        {generation.isPinned ? 'Unpin' : 'Pin'}
      </Button>
    </>
  )
}

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
