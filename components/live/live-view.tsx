'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { restCommand } from '@/components/format/shell'
import { LiveBar } from '@/components/live/live-bar'
import { isLiveNarrowed, liveCommand, parseLiveFilter, WIDE } from '@/components/live/live-filter'
import { LiveFilters } from '@/components/live/live-filters'
import { LiveTable } from '@/components/live/live-table'
import { RequestSheet } from '@/components/live/request-sheet'
import { useLive } from '@/components/live/use-live'
import { useUrlParams } from '@/components/shell/use-url-params'
import { Button } from '@/components/ui/button'
import { CopyAs } from '@/components/ui/copy-as'
import { Empty } from '@/components/ui/empty'
import { Loaded } from '@/components/ui/loaded'
import { PageHead } from '@/components/ui/page-head'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'
import { endpoints } from '@/lib/contract/endpoints'
import type { LiveFilterInput, LiveList, LiveRequest } from '@/lib/contract/live'
import { commandLine } from '@/lib/contract/shell-words'
import { LIVE_BEGINNING, liveQueries } from '@/lib/queries/live'
import { projectQueries } from '@/lib/queries/projects'

/** What is being served right now, by all edges. The address is the state of the filters. */
export function LiveView({ project }: { project: string }) {
  const { params, change } = useUrlParams()
  const filter = parseLiveFilter(project, params)
  const query = useQuery(liveQueries.recent(filter))
  const panel = useRef<HTMLElement>(null)
  const commands = () => [
    { label: 'CLI', text: liveCommand(filter) },
    { label: 'curl, as a stream', text: `${restCommand(endpoints.watchLive, filter)} -N` },
    { label: 'curl, what was', text: restCommand(endpoints.listLive, { ...filter, limit: LIVE_BEGINNING }) },
  ]
  return (
    <>
      <PageHead title="Live" question="what is being served right now?" actions={<CopyAs commands={commands} />} />
      <LiveFilters
        filter={filter}
        onChange={change}
        onDown={() => panel.current?.querySelector<HTMLElement>('tbody button')?.focus()}
      />
      <Panel ref={panel}>
        <Loaded
          query={query}
          loading={<SkeletonRows count={10} label="Loading live requests" />}
          failure="The live requests could not be loaded."
        >
          {(beginning) => (
            <Tail key={JSON.stringify(filter)} filter={filter} beginning={beginning} onWiden={() => change(WIDE)} />
          )}
        </Loaded>
      </Panel>
    </>
  )
}

type TailProps = { filter: LiveFilterInput; beginning: LiveList; onWiden: () => void }

function Tail({ filter, beginning, onWiden }: TailProps) {
  const { state, setPaused } = useLive(filter, beginning)
  const [shown, setShown] = useState<LiveRequest>()
  useSpace(() => setPaused(!state.isPaused))
  return (
    <>
      <LiveBar state={state} onPause={setPaused} />
      {state.rows.length > 0 && <LiveTable rows={state.rows} onShow={setShown} />}
      {state.rows.length === 0 &&
        (isLiveNarrowed(filter) ? <NoSuchRequest onWiden={onWiden} /> : <NoRequests project={filter.project} />)}
      <RequestSheet project={filter.project} request={shown} onClose={() => setShown(undefined)} />
    </>
  )
}

/** The space bar, but where it means something already. */
function useSpace(onSpace: () => void) {
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      const { target } = event
      const isTaken =
        target instanceof HTMLElement &&
        target.closest('input, textarea, select, button, a, [role="dialog"], [role="menu"], [contenteditable]') !== null
      if (event.key !== ' ' || isTaken || event.metaKey || event.ctrlKey || event.altKey) return
      event.preventDefault()
      onSpace()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [onSpace])
}

/** What stands where the filters leave nothing. */
export function NoSuchRequest({ onWiden }: { onWiden: () => void }) {
  return (
    <Empty title="No matching requests yet" action={<Button onClick={onWiden}>Show all</Button>}>
      They appear here as they arrive. Or remove a filter.
    </Empty>
  )
}

/** What stands where nothing was asked for: the command that makes the first request. */
export function NoRequests({ project }: { project: string }) {
  const { data } = useQuery(projectQueries.list())
  const domain = data?.projects
    .find(({ name }) => name === project)
    ?.domains.find(({ deployment }) => deployment !== null)
  return (
    <Empty
      title="Waiting for requests"
      command={
        domain === undefined
          ? commandLine('npx', 'freshet', 'deploy', '.', '--project', project, '--prod')
          : commandLine('curl', '-I', `${domain.url}/`)
      }
    >
      {domain === undefined
        ? 'Nothing is deployed yet.'
        : 'Request a page with this command or in a browser: it appears within a second. Hits are kept only while somebody watches.'}
    </Empty>
  )
}
