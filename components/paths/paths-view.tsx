'use client'

import { useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { ChosenBar } from '@/components/paths/chosen-bar'
import { deploymentParam, isNarrowed, parsePathFilter, pathsCommands, sortBy } from '@/components/paths/path-filter'
import { pathKey } from '@/components/paths/path-key'
import { PathPager } from '@/components/paths/path-pager'
import { PathSearch } from '@/components/paths/path-search'
import { PathTable } from '@/components/paths/path-table'
import { StateChips } from '@/components/paths/state-chips'
import { draftOfPath, draftOfPaths, EMPTY_DRAFT, type PurgeDraft } from '@/components/purges/purge-draft'
import { PurgeSheet } from '@/components/purges/purge-sheet'
import { DeploymentSelect, DomainSelect, WindowSelect } from '@/components/shell/filters'
import { useDomains } from '@/components/shell/use-domains'
import { useUrlParams } from '@/components/shell/use-url-params'
import { Button } from '@/components/ui/button'
import { CopyAs } from '@/components/ui/copy-as'
import { Empty } from '@/components/ui/empty'
import { Kbd } from '@/components/ui/kbd'
import { Loaded } from '@/components/ui/loaded'
import { PageHead } from '@/components/ui/page-head'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'
import { LIVE, type ListPathsInput, type PathList } from '@/lib/contract/paths'
import { commandLine } from '@/lib/contract/shell-words'
import { pathQueries } from '@/lib/queries/paths'

/** Takes all filters away. */
const WIDEN = {
  q: undefined,
  state: undefined,
  route: undefined,
  tag: undefined,
  domain: undefined,
  deployment: undefined,
  page: undefined,
} as const

/** What is cached, and how each path does. The address is the state of the table. */
export function PathsView({ project }: { project: string }) {
  const { params, change } = useUrlParams()
  const [draft, setDraft] = useState<PurgeDraft>()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const filter = parsePathFilter(project, params)
  const query = useQuery(pathQueries.list(filter))
  const domains = useDomains(project)
  const table = useRef<HTMLElement>(null)
  const chosenRows = query.data?.paths.filter((row) => chosen.has(pathKey(row))) ?? []
  return (
    <>
      <PageHead
        title="Paths"
        question="what is cached, and how each path does"
        actions={<PathsActions filter={filter} change={change} onPurge={() => setDraft(EMPTY_DRAFT)} />}
      />
      <PathFilters
        filter={filter}
        change={change}
        onDown={() => table.current?.querySelector<HTMLElement>('tbody a')?.focus()}
      />
      <Panel ref={table}>
        <Loaded
          query={query}
          loading={<SkeletonRows count={12} label="Loading paths" />}
          failure="The paths could not be loaded."
        >
          {({ paths }) =>
            paths.length === 0 ? (
              <NoPaths
                project={project}
                url={domains.find(({ deployment }) => deployment !== null)?.url}
                isNarrowed={isNarrowed(filter)}
                onWiden={() => change(WIDEN)}
                onAll={
                  filter.deployment === LIVE ? () => change({ deployment: deploymentParam(undefined) }) : undefined
                }
              />
            ) : (
              <PathTable
                project={project}
                shownBy={new Map(domains.map(({ host, deployment }) => [host, deployment]))}
                rows={paths}
                sort={filter.sort}
                order={filter.order}
                onSort={(column) => change(sortBy(filter, column))}
                onNarrow={(to) => change({ ...to, page: undefined })}
                onPurge={(row) => setDraft(draftOfPath(row))}
                chosen={chosen}
                onChoose={setChosen}
              />
            )
          }
        </Loaded>
      </Panel>
      <PathsFoot
        filter={filter}
        list={query.data}
        chosenCount={chosenRows.length}
        onPage={(page) => change({ page: page === 1 ? undefined : String(page) })}
        onPurge={() => setDraft(draftOfPaths(chosenRows))}
        onClear={() => setChosen(new Set())}
      />
      <PurgeSheet project={project} draft={draft} onClose={() => setDraft(undefined)} />
    </>
  )
}

type Change = ReturnType<typeof useUrlParams>['change']

/** Place and window of the table, and the way to a purge. */
function PathsActions({ filter, change, onPurge }: { filter: ListPathsInput; change: Change; onPurge: () => void }) {
  return (
    <>
      <DomainSelect
        project={filter.project}
        domain={filter.domain}
        onChange={(domain) => change({ domain, page: undefined })}
      />
      <DeploymentSelect
        project={filter.project}
        deployment={filter.deployment}
        hasLive
        onChange={(deployment) => change({ deployment: deploymentParam(deployment), page: undefined })}
      />
      <WindowSelect window={filter.window} onChange={(window) => change({ window, page: undefined })} />
      <Button onClick={onPurge}>Purge…</Button>
    </>
  )
}

type PathFiltersProps = {
  filter: ListPathsInput
  change: Change
  onDown: () => void
}

/** What the table is narrowed to, beside its place and window. */
function PathFilters({ filter, change, onDown }: PathFiltersProps) {
  return (
    <div className="mb-2.5 flex flex-wrap gap-x-3 gap-y-2">
      <PathSearch
        search={filter.search ?? ''}
        onSearch={(search) => change({ q: search, page: undefined }, 'replace')}
        onDown={onDown}
      />
      <StateChips
        state={filter.state}
        route={filter.route}
        tag={filter.tag}
        onState={(state) => change({ state, page: undefined })}
        onGone={(by) => change({ [by]: undefined, page: undefined })}
      />
    </div>
  )
}

type PathsFootProps = {
  filter: ListPathsInput
  list: PathList | undefined
  chosenCount: number
  onPage: (page: number) => void
  onPurge: () => void
  onClear: () => void
}

/** Below the table: its pages, what can be done with the chosen paths, and the same for a terminal. */
function PathsFoot({ filter, list, chosenCount, onPage, onPurge, onClear }: PathsFootProps) {
  return (
    <div className="mt-2.5 flex min-h-8 flex-wrap items-center gap-x-3 gap-y-2 text-faint">
      {list && list.total > 0 && <PathPager list={list} onPage={onPage} />}
      <span className="ml-auto flex items-center gap-3">
        {chosenCount === 0 && <TableKeys />}
        <ChosenBar count={chosenCount} onPurge={onPurge} onClear={onClear} />
        <CopyAs commands={() => pathsCommands(filter)} />
      </span>
    </div>
  )
}

/** The keys of the table, where there may be a keyboard. */
function TableKeys() {
  return (
    <span className="hidden items-center gap-1.5 lg:flex">
      <Kbd>↑</Kbd> <Kbd>↓</Kbd> move <Kbd>↵</Kbd> open <Kbd>x</Kbd> choose <Kbd>p</Kbd> purge <Kbd>/</Kbd> filter
    </span>
  )
}

type NoPathsProps = {
  project: string
  /** Address of a domain that shows a deployment, once there is one. */
  url: string | undefined
  isNarrowed: boolean
  onWiden: () => void
  /** Looks into all deployments, unless that is done. */
  onAll?: (() => void) | undefined
}

/** An empty table: because of its filters, or because nothing was deployed or asked for yet. */
export function NoPaths({ project, url, isNarrowed, onWiden, onAll }: NoPathsProps) {
  const all = onAll && (
    <Button size="small" onClick={onAll}>
      Show all deployments
    </Button>
  )
  if (isNarrowed) {
    return (
      <Empty
        title="No path matches"
        action={
          <span className="flex flex-wrap justify-center gap-2">
            <Button size="small" onClick={onWiden}>
              Clear filters
            </Button>
            {all}
          </span>
        }
      >
        Search looks into paths, routes and tags{all && ' of what is live'}.
      </Empty>
    )
  }
  if (url !== undefined) {
    return (
      <Empty title="Nothing is cached yet" action={all} command={commandLine('curl', '-I', `${url}/`)}>
        Visit a page: its path shows up here within a few seconds.
      </Empty>
    )
  }
  return (
    <Empty
      title="Nothing is deployed yet"
      command={commandLine('npx', 'freshet', 'deploy', '.', '--project', project, '--prod')}
    >
      Deploy a site, then visit one of its pages.
    </Empty>
  )
}
