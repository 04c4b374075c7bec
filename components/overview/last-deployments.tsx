'use client'

import { useQuery } from '@tanstack/react-query'
import { newestDeployments } from '@/components/deployments/limits'
import { hrefs } from '@/components/shell/hrefs'
import { Ago } from '@/components/shell/now'
import { panelCommands } from '@/components/shell/panel-commands'
import { CopyAs } from '@/components/ui/copy-as'
import { Empty } from '@/components/ui/empty'
import { Link } from '@/components/ui/link'
import { Loaded } from '@/components/ui/loaded'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'
import type { Deployment } from '@/lib/contract/deployments'
import { commandLine } from '@/lib/contract/shell-words'
import { deploymentQueries } from '@/lib/queries/deployments'

const SHOWN = 4

/** The newest deployments of a project, and which of them is live. */
export function LastDeployments({ project }: { project: string }) {
  const query = useQuery(deploymentQueries.list(newestDeployments(project)))
  return (
    <Panel
      title="Last deployments"
      actions={
        <>
          <Link href={hrefs.deployments(project)} className="text-muted hover:underline">
            Deployments
          </Link>
          <CopyAs commands={() => panelCommands.deployments(project)} />
        </>
      }
    >
      <Loaded
        query={query}
        loading={<SkeletonRows count={3} label="Loading deployments" />}
        failure="Deployments could not be loaded."
      >
        {({ deployments }) =>
          deployments.length === 0 ? (
            <Empty
              title="Nothing is deployed yet"
              command={commandLine('npx', 'freshet', 'deploy', '.', '--project', project, '--prod')}
            />
          ) : (
            <DeploymentLines project={project} deployments={deployments.slice(0, SHOWN)} />
          )
        }
      </Loaded>
    </Panel>
  )
}

type DeploymentLinesProps = { project: string; deployments: readonly Deployment[] }

/** Deployments, one on a line. */
function DeploymentLines({ project, deployments }: DeploymentLinesProps) {
  return (
    <ul>
      {deployments.map(({ id, state, isProduction, source, createdBy, createdAt }) => (
        <li
          key={id}
          className="flex min-h-9 flex-wrap items-center gap-x-2.5 border-line border-b px-3.5 py-1.5 last:border-b-0"
        >
          <Link href={hrefs.deployments(project)} className="font-mono text-sm hover:underline">
            {id}
          </Link>
          <span className={isProduction ? 'font-medium text-sm text-status-hit' : 'text-muted text-sm'}>
            {isProduction ? 'live' : state}
          </span>
          {source !== null && <span className="min-w-0 truncate text-muted">{source}</span>}
          <span className="ml-auto whitespace-nowrap text-faint">
            {createdBy} · <Ago at={createdAt} />
          </span>
        </li>
      ))}
    </ul>
  )
}
