'use client'

import { useQuery } from '@tanstack/react-query'
import { formatCount } from '@/components/format/numbers'
import { DomainSelect } from '@/components/shell/filters'
import { useUrlParams } from '@/components/shell/use-url-params'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { CopyAs } from '@/components/ui/copy-as'
import { CsvButton } from '@/components/ui/csv-button'
import { Empty } from '@/components/ui/empty'
import { Select } from '@/components/ui/field'
import { Loaded } from '@/components/ui/loaded'
import { PageHead } from '@/components/ui/page-head'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'
import { BillPanel } from '@/components/usage/bill-panel'
import { GroupTable } from '@/components/usage/group-table'
import { ReasonPanel } from '@/components/usage/reason-panel'
import { PricesPanel } from '@/components/usage/sheet-chooser'
import { UsageFigures, UsageFiguresSkeleton } from '@/components/usage/usage-figures'
import { NARROWINGS, narrowTo, parseUsageFilter, sortUsageBy, usageCommands } from '@/components/usage/usage-filter'
import { UsagePanel, UsagePanelSkeleton } from '@/components/usage/usage-panel'
import { UsageWindowSelect } from '@/components/usage/usage-window-select'
import { GROUPING_WORDS } from '@/components/usage/usage-words'
import { WhatIfPanel } from '@/components/usage/what-if-panel'
import { commandLine } from '@/lib/contract/shell-words'
import { type Usage, type UsageInput, usageGrouping, whyNotCounted } from '@/lib/contract/usage'
import { usageCsv } from '@/lib/contract/usage-csv'
import { usageQueries } from '@/lib/queries/usage'

/** What is used, and what it will cost. The address is the state of charts and tables. */
export function UsageView({ project }: { project: string }) {
  const { params, change } = useUrlParams()
  const filter = parseUsageFilter(project, params)
  const query = useQuery(usageQueries.shown(filter))
  return (
    <>
      <PageHead
        title="Usage"
        question="what is used, and what it will cost"
        actions={
          <>
            <DomainSelect project={project} domain={filter.domain} onChange={(domain) => change({ domain })} />
            <UsageWindowSelect filter={filter} onChange={change} />
            <CopyAs commands={() => usageCommands(filter)} />
          </>
        }
      />
      <Narrowed filter={filter} onWiden={(label) => change({ [label]: undefined })} />
      <Loaded
        query={query}
        loading={
          <>
            <UsageFiguresSkeleton />
            <UsagePanelSkeleton />
            <Panel title="Told apart" className="mb-4">
              <SkeletonRows count={8} label="Loading usage" />
            </Panel>
          </>
        }
        failure="The usage could not be loaded."
      >
        {(usage) => <UsagePanels usage={usage} filter={filter} />}
      </Loaded>
      <div className="grid gap-4 xl:grid-cols-2">
        <WhatIfPanel project={project} />
        <PricesPanel project={project} />
      </div>
    </>
  )
}

type NarrowedProps = { filter: UsageInput; onWiden: (label: (typeof NARROWINGS)[number]) => void }

/** What the page is narrowed to, and the way back. */
function Narrowed({ filter, onWiden }: NarrowedProps) {
  const narrowed = NARROWINGS.filter((label) => filter[label] !== undefined)
  if (narrowed.length === 0) return null
  return (
    <ul className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2 text-muted">
      {narrowed.map((label) => (
        <li key={label} className="flex min-w-0 flex-wrap items-center gap-2">
          Only the {label} <code className="truncate font-mono text-sm text-text">{filter[label]}</code>
          <Button size="small" onClick={() => onWiden(label)}>
            Show all {label}s
          </Button>
        </li>
      ))}
    </ul>
  )
}

/** Figures, chart, rows and estimates of a window. */
export function UsagePanels({ usage, filter }: { usage: Usage; filter: UsageInput }) {
  const commands = () => usageCommands(filter)
  return (
    <>
      {usage.losses.length > 0 && <LossBanner losses={usage.losses} />}
      <UsageFigures usage={usage} />
      {usage.note !== null && <NothingCounted note={usage.note} project={filter.project} />}
      {usage.note === null && <UsagePanel usage={usage} commands={commands} />}
      {usage.note === null && <GroupPanel usage={usage} filter={filter} />}
      <ReasonPanel usage={usage} commands={commands} />
      {usage.bills.map((usageBill) => (
        <BillPanel
          key={`${usageBill.month} ${usageBill.sheet.id}`}
          usageBill={usageBill}
          isListPrice={usage.isListPrice}
          commands={commands}
          outlook={usage.outlooks.find(
            ({ month, currency }) => month === usageBill.month && currency === usageBill.bill.currency,
          )}
        />
      ))}
    </>
  )
}

function NothingCounted({ note, project }: { note: string; project: string | undefined }) {
  return (
    <Panel className="mb-4">
      <Empty
        title="Nothing was counted in this window"
        {...(project === undefined ? {} : { command: commandLine('npx', 'freshet', 'usage', '--project', project) })}
      >
        {note}
      </Empty>
    </Panel>
  )
}

function GroupPanel({ usage, filter }: { usage: Usage; filter: UsageInput }) {
  const { change } = useUrlParams()
  const { by, groups, groupCount } = usage
  return (
    <Panel
      title={`By ${GROUPING_WORDS[by].one}`}
      note={shownOf(groups.length, groupCount)}
      className="mb-4"
      actions={
        <>
          <Select
            aria-label="Tell apart by"
            value={filter.by}
            onChange={({ target }) => change({ by: target.value === 'route' ? undefined : target.value })}
            className="h-7 w-auto text-sm"
          >
            {usageGrouping.options.map((each) => (
              <option key={each} value={each} disabled={whyNotCounted({ ...filter, by: each }) !== undefined}>
                by {GROUPING_WORDS[each].one}
              </option>
            ))}
          </Select>
          <CsvButton name={`${usage.project ?? 'usage'}-by-${by}.csv`} text={() => usageCsv(usage)} />
          <CopyAs commands={() => usageCommands(filter)} />
        </>
      }
    >
      {groups.length === 0 ? (
        <Empty title={`No ${GROUPING_WORDS[by].one} was counted`}>
          {by === 'cause' ? 'No function was called in this window.' : 'Choose a longer window.'}
        </Empty>
      ) : (
        <GroupTable
          by={by}
          groups={groups}
          sort={filter.sort}
          order={filter.order}
          onSort={(column) => change(sortUsageBy(filter, column))}
          onNarrow={(group) => change(narrowTo(by, group) ?? {})}
        />
      )}
    </Panel>
  )
}

function shownOf(shown: number, all: number | null): string | undefined {
  if (all === null) return `the first ${formatCount(shown)}`
  return shown < all ? `${formatCount(shown)} of ${formatCount(all)}` : undefined
}

function LossBanner({ losses }: { losses: Usage['losses'] }) {
  const known = losses.reduce((sum, { requests }) => sum + (requests ?? 0), 0)
  const isUnclear = losses.some(({ requests }) => requests === null)
  return (
    <Banner tone="info" title="Some counts of this window were lost">
      {isUnclear
        ? 'At most a second each time an edge was killed; how many requests that were, nobody can tell.'
        : `${formatCount(known)} requests are missing.`}{' '}
      Usage is too low by them. Newest: {losses[0]?.region}, {losses[0]?.until.slice(0, 16).replace('T', ' ')} UTC,{' '}
      {losses[0]?.reason}.
    </Banner>
  )
}
