'use client'

import { useQuery } from '@tanstack/react-query'
import { FailedCalls } from '@/components/functions/failed-calls'
import { FailingPages } from '@/components/functions/failing-pages'
import { functionsCommands, parseFunctionFilter, sortFunctionsBy } from '@/components/functions/function-filter'
import { FunctionTable } from '@/components/functions/function-table'
import { DeploymentSelect, DomainSelect, WindowSelect } from '@/components/shell/filters'
import { useUrlParams } from '@/components/shell/use-url-params'
import { CopyAs } from '@/components/ui/copy-as'
import { Empty } from '@/components/ui/empty'
import { Loaded } from '@/components/ui/loaded'
import { PageHead } from '@/components/ui/page-head'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'
import { functionQueries } from '@/lib/queries/functions'

/** What rendering costs, and what fails. The address is the state of the page. */
export function FunctionsView({ project }: { project: string }) {
  const { params, change } = useUrlParams()
  const filter = parseFunctionFilter(project, params)
  const query = useQuery(functionQueries.list(filter))
  return (
    <>
      <PageHead
        title="Functions"
        question="what does rendering cost?"
        actions={
          <>
            <DomainSelect project={project} domain={filter.domain} onChange={(domain) => change({ domain })} />
            <DeploymentSelect
              project={project}
              deployment={filter.deployment}
              onChange={(deployment) => change({ deployment })}
            />
            <WindowSelect window={filter.window} onChange={(window) => change({ window })} />
            <CopyAs commands={() => functionsCommands(filter)} />
          </>
        }
      />
      <Loaded
        query={query}
        loading={
          <Panel title="By route">
            <SkeletonRows count={8} label="Loading functions" />
          </Panel>
        }
        failure="The functions could not be loaded."
      >
        {({ functions, failing, failedCalls }) => (
          <div className="flex flex-col gap-4">
            <Panel title="By route" note="calls, averages and memory are exact, percentiles estimated">
              {functions.length === 0 ? (
                <NoCalls />
              ) : (
                <FunctionTable
                  rows={functions}
                  sort={filter.sort}
                  order={filter.order}
                  onSort={(column) => change(sortFunctionsBy(filter, column))}
                />
              )}
            </Panel>
            <FailingPages project={project} failing={failing} />
            <FailedCalls project={project} calls={failedCalls} />
          </div>
        )}
      </Loaded>
    </>
  )
}

/** What stands where no function was called. */
export function NoCalls() {
  return (
    <Empty title="No function was called in this window">
      Pages that are stored are served without one. Visit a page that is not, or choose a longer window.
    </Empty>
  )
}
