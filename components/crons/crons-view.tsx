'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { CronRunTable, CronTable } from '@/components/crons/cron-tables'
import { panelCommands } from '@/components/shell/panel-commands'
import { CopyAs } from '@/components/ui/copy-as'
import { Empty } from '@/components/ui/empty'
import { Loaded } from '@/components/ui/loaded'
import { PageHead } from '@/components/ui/page-head'
import { Panel } from '@/components/ui/panel'
import { Refusal } from '@/components/ui/refusal'
import { SkeletonRows } from '@/components/ui/skeleton'
import type { Cron } from '@/lib/contract/crons'
import { endpoints } from '@/lib/contract/endpoints'
import { call } from '@/lib/queries/call'
import { cronQueries } from '@/lib/queries/crons'

/** What production runs by schedule, and how it went. */
export function CronsView({ project }: { project: string }) {
  const query = useQuery(cronQueries.list(project))
  const queryClient = useQueryClient()
  const run = useMutation({
    mutationFn: ({ path, schedule }: Cron) => call(endpoints.runCron, { project, path, schedule }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: cronQueries.all() }),
  })
  return (
    <>
      <PageHead
        title="Crons"
        question="what runs by itself?"
        actions={<CopyAs commands={() => panelCommands.crons(project)} />}
      />
      {run.error && <Refusal>{run.error.message}</Refusal>}
      <Loaded
        query={query}
        loading={
          <Panel>
            <SkeletonRows count={4} label="Loading crons" />
          </Panel>
        }
        failure="The crons could not be loaded."
      >
        {({ crons, runs }) => (
          <div className="flex flex-col gap-4">
            <Panel>
              {crons.length === 0 ? (
                <NoCrons />
              ) : (
                <CronTable crons={crons} runs={runs} onRun={(cron) => run.mutate(cron)} />
              )}
            </Panel>
            {runs.length > 0 && (
              <Panel title="Runs">
                <CronRunTable runs={runs} />
              </Panel>
            )}
          </div>
        )}
      </Loaded>
    </>
  )
}

/** What stands where production shows no deployment with crons. */
export function NoCrons() {
  return (
    <Empty title="No crons">
      A build lists them under “crons” in its config.json. They run for the deployment that production shows.
    </Empty>
  )
}
