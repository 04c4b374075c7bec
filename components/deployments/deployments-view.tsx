'use client'

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Undo2 } from 'lucide-react'
import { useState } from 'react'
import { type Compared, ComparisonSheet } from '@/components/deployments/comparison-sheet'
import { DeleteDialog } from '@/components/deployments/delete-dialog'
import { DeploymentTable, type MoveRequest } from '@/components/deployments/deployment-table'
import { shownDeployments } from '@/components/deployments/limits'
import { MoveDialog } from '@/components/deployments/move-dialog'
import { askedMove, rollbackTarget } from '@/components/deployments/moves'
import { JobSheet } from '@/components/jobs/job-sheet'
import { panelCommands } from '@/components/shell/panel-commands'
import { useUrlParams } from '@/components/shell/use-url-params'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { CopyAs } from '@/components/ui/copy-as'
import { Empty } from '@/components/ui/empty'
import { Loaded } from '@/components/ui/loaded'
import { PageHead } from '@/components/ui/page-head'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'
import { commandLine } from '@/lib/contract/shell-words'
import { deploymentQueries } from '@/lib/queries/deployments'

/** What is live, and what one can go back to. */
export function DeploymentsView({ project }: { project: string }) {
  const query = useDeployments(project)
  const [move, setMove] = useState<MoveRequest>()
  const [doomed, setDoomed] = useState<string>()
  const { params, change } = useUrlParams()
  const queryClient = useQueryClient()
  const renew = () => void queryClient.invalidateQueries({ queryKey: deploymentQueries.all() })
  const target = query.data && rollbackTarget(query.data.deployments)
  const asked = query.data && askedMove(query.data.deployments, params.move)
  return (
    <>
      <PageHead
        title="Deployments"
        question="what is live, and what can I go back to?"
        actions={
          <>
            <CopyAs commands={() => panelCommands.deployments(project)} />
            {target && (
              <Button needs="deploy" onClick={() => setMove({ kind: 'roll_back', deployment: target })}>
                <Undo2 aria-hidden="true" />
                Instant rollback…
              </Button>
            )}
          </>
        }
      />
      {query.data?.promotesAutomatically === false && <PromotionIsOff />}
      <Panel>
        <Loaded
          query={query}
          loading={<SkeletonRows count={6} label="Loading deployments" />}
          failure="The deployments could not be loaded."
        >
          {({ deployments }) =>
            deployments.length === 0 ? (
              <NoDeployments project={project} />
            ) : (
              <DeploymentTable deployments={deployments} onMove={setMove} onDelete={setDoomed} onCompare={change} />
            )
          }
        </Loaded>
      </Panel>
      <MoveDialog
        project={project}
        move={move ?? asked}
        onClose={() => {
          setMove(undefined)
          if (params.move !== undefined) change({ move: undefined }, 'replace')
        }}
        onWarming={({ id }) => change({ job: id })}
      />
      <JobSheet id={params.job} onClose={() => change({ job: undefined })} onEnded={renew} />
      <ComparisonSheet compared={comparedOf(params)} onClose={() => change({ from: undefined, to: undefined })} />
      <DeleteDialog deployment={doomed} onClose={() => setDoomed(undefined)} />
    </>
  )
}

/** What is shown of deployments is asked again and again, how many entries each has is not: that comes when it is counted. */
function useDeployments(project: string) {
  const shown = shownDeployments(project)
  const { data: entryCounts } = useQuery(deploymentQueries.entryCounts(shown))
  return useQuery({
    ...deploymentQueries.list(shown),
    select: ({ deployments, ...list }) => ({
      ...list,
      deployments: deployments.map((each) => ({ ...each, entryCount: entryCounts?.get(each.id) ?? null })),
    }),
  })
}

function comparedOf({ from, to }: Readonly<Record<string, string>>): Compared | undefined {
  return from === undefined || to === undefined ? undefined : { id: from, to }
}

/** What a roll back leaves behind until somebody promotes. */
export function PromotionIsOff() {
  return (
    <Banner tone="info" title="Automatic promotion is off since the last roll back.">
      New deployments get an address of their own, but production stays where it is until somebody promotes one.
    </Banner>
  )
}

/** What stands where nothing was deployed yet. */
export function NoDeployments({ project }: { project: string }) {
  return (
    <Empty
      title="Nothing is deployed yet"
      command={commandLine('npx', 'freshet', 'deploy', '.', '--project', project, '--prod')}
    >
      Deploy a project folder that holds a .vercel/output.
    </Empty>
  )
}
