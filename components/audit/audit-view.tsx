'use client'

import { useQuery } from '@tanstack/react-query'
import { auditCommands, auditExportHref, isAuditNarrowed, parseAuditFilter } from '@/components/audit/audit-filter'
import { AuditFilters } from '@/components/audit/audit-filters'
import { AuditSheet } from '@/components/audit/audit-sheet'
import { AuditTable } from '@/components/audit/audit-table'
import { useVerification, Verdict, VerifyButton } from '@/components/audit/verify-button'
import { formatInstant } from '@/components/format/durations'
import { formatCount } from '@/components/format/numbers'
import { NoSuchRow } from '@/components/purges/journal-view'
import { useUrlParams } from '@/components/shell/use-url-params'
import { Button } from '@/components/ui/button'
import { CopyAs } from '@/components/ui/copy-as'
import { Empty } from '@/components/ui/empty'
import { Loaded } from '@/components/ui/loaded'
import { OlderPager } from '@/components/ui/older-pager'
import { PageHead } from '@/components/ui/page-head'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'
import type { AuditList, ListAuditInput } from '@/lib/contract/audit'
import { commandLine } from '@/lib/contract/shell-words'
import { auditQueries } from '@/lib/queries/audit'
import { projectQueries } from '@/lib/queries/projects'

/** Takes all filters away. */
const WIDEN = {
  project: undefined,
  actor: undefined,
  action: undefined,
  from: undefined,
  until: undefined,
  q: undefined,
  before: undefined,
} as const

/** Who did what, and whether the record is as it was written. The address is the state of the table. */
export function AuditView() {
  const { params, change } = useUrlParams()
  const filter = parseAuditFilter(params)
  const query = useQuery(auditQueries.list(filter))
  const projects = useQuery(projectQueries.list())
  const verification = useVerification()
  return (
    <>
      <PageHead
        title="Audit"
        question="who did what?"
        actions={
          <>
            <CopyAs commands={() => [...auditCommands(filter), VERIFY]} />
            <Exports filter={filter} />
            <VerifyButton verification={verification} />
          </>
        }
      />
      <Verdict verification={verification} />
      <AuditFilters
        filter={filter}
        actors={query.data?.actors ?? []}
        actions={query.data?.actions ?? []}
        projects={projects.data?.projects.map(({ name }) => name) ?? []}
        onChange={change}
      />
      <Panel>
        <Loaded
          query={query}
          loading={<SkeletonRows count={8} label="Loading the audit" />}
          failure="The audit could not be loaded."
        >
          {(list) => <Found list={list} isNarrowed={isAuditNarrowed(filter)} onChange={change} />}
        </Loaded>
      </Panel>
      <OlderPager
        next={query.data?.searchedTo === null ? query.data.next : null}
        isFirst={filter.before === undefined}
        onBefore={(before) => change({ before })}
      />
      <AuditSheet
        row={query.data?.rows.find(({ id }) => String(id) === params.row)}
        onClose={() => change({ row: undefined })}
      />
    </>
  )
}

type FoundProps = {
  list: AuditList
  isNarrowed: boolean
  onChange: (changes: Readonly<Record<string, string | undefined>>) => void
}

function Found({ list, isNarrowed, onChange }: FoundProps) {
  const { rows, searchedTo } = list
  if (rows.length === 0 && !isNarrowed) return <NothingDone />
  if (rows.length === 0 && searchedTo === null) return <NoSuchRow onWiden={() => onChange(WIDEN)} />
  return (
    <>
      {rows.length > 0 && <AuditTable rows={rows} onShow={({ id }) => onChange({ row: String(id) })} />}
      <SearchedBack list={list} onSearchOn={(before) => onChange({ before })} />
    </>
  )
}

const VERIFY = { label: 'CLI, to verify', text: commandLine('npx', 'freshet', 'audit', '--verify') }

function Exports({ filter }: { filter: ListAuditInput }) {
  return (['csv', 'ndjson'] as const).map((format) => (
    <Button key={format} asChild className="h-8">
      <a href={auditExportHref(filter, format)} download={`audit.${format}`}>
        {format.toUpperCase()}
      </a>
    </Button>
  ))
}

type SearchedBackProps = {
  list: Pick<AuditList, 'rows' | 'searchedTo' | 'searchedSince'>
  onSearchOn: (before: string) => void
}

/** How far back a text was searched for, where there are older rows: below those that were found, or in their place. */
export function SearchedBack({ list: { rows, searchedTo, searchedSince }, onSearchOn }: SearchedBackProps) {
  if (searchedTo === null || searchedSince === null) return null
  const on = (
    <Button size="small" onClick={() => onSearchOn(String(searchedTo))}>
      Search on
    </Button>
  )
  const told = `Searched back to ${formatInstant(searchedSince)}, row ${formatCount(searchedTo)}; older rows were not searched.`
  if (rows.length === 0) {
    return (
      <Empty title="Nothing found so far" action={on}>
        {told}
      </Empty>
    )
  }
  return (
    <p className="flex flex-wrap items-center gap-2 border-line border-t px-3.5 py-2.5 text-muted">
      {told} {on}
    </p>
  )
}

/** What stands where nobody did anything yet. */
export function NothingDone() {
  return (
    <Empty
      title="Nothing has been done yet"
      command={commandLine('npx', 'freshet', 'deploy', './my-site', '--project', 'my-site')}
    >
      Every change made here, in a terminal or by a script leaves a row.
    </Empty>
  )
}
