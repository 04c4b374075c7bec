'use client'

import { useQuery } from '@tanstack/react-query'
import { Empty } from '@/components/ui/empty'
import { Panel } from '@/components/ui/panel'
import { commandLine } from '@/lib/contract/shell-words'
import { projectQueries } from '@/lib/queries/projects'

/** In place of the chart while nothing was requested yet: the command that makes the first request, or the first deployment. */
export function FirstRequest({ project }: { project: string }) {
  const { data } = useQuery(projectQueries.list())
  const domain = data?.projects
    .find(({ name }) => name === project)
    ?.domains.find(({ deployment }) => deployment !== null)
  return (
    <Panel title="Outcomes" className="mb-4">
      {domain ? (
        <Empty title="No requests yet" command={commandLine('curl', '-I', `${domain.url}/`)}>
          Ask for a page: it shows up here within a few seconds. The first answer is a MISS or PRERENDER, the second a
          HIT.
        </Empty>
      ) : (
        <Empty
          title="Nothing is deployed yet"
          command={commandLine('npx', 'freshet', 'deploy', '.', '--project', project, '--prod')}
        >
          Deploy a project folder that holds a .vercel/output.
        </Empty>
      )}
    </Panel>
  )
}
