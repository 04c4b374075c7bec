'use client'

import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { DomainForm } from '@/components/domains/domain-form'
import { DomainTable, domainCounts } from '@/components/domains/domain-table'
import { MoveDomainDialog } from '@/components/domains/move-domain-dialog'
import { RemoveDomainDialog } from '@/components/domains/remove-domain-dialog'
import { DomainGroups } from '@/components/purges/domain-groups'
import { panelCommands } from '@/components/shell/panel-commands'
import { Button } from '@/components/ui/button'
import { CopyAs } from '@/components/ui/copy-as'
import { Empty } from '@/components/ui/empty'
import { Loaded } from '@/components/ui/loaded'
import { PageHead } from '@/components/ui/page-head'
import { Panel } from '@/components/ui/panel'
import { Sheet } from '@/components/ui/sheet'
import { SkeletonRows } from '@/components/ui/skeleton'
import type { Domain } from '@/lib/contract/domains'
import { commandLine } from '@/lib/contract/shell-words'
import { deploymentQueries } from '@/lib/queries/deployments'
import { projectQueries } from '@/lib/queries/projects'

/** Which host shows what, and how that is changed. */
export function DomainsView({ project }: { project: string }) {
  const query = useQuery(deploymentQueries.domains({ project }))
  const { data } = useQuery(projectQueries.list())
  const live = data?.projects.find(({ name }) => name === project)?.currentDeployment ?? undefined
  const [isAdding, setIsAdding] = useState(false)
  const [moving, setMoving] = useState<Domain>()
  const [doomed, setDoomed] = useState<Domain>()
  return (
    <>
      <PageHead
        title="Domains"
        question="which host shows what?"
        actions={
          <>
            <CopyAs commands={() => panelCommands.domains(project)} />
            <Button needs="deploy" onClick={() => setIsAdding(true)}>
              <Plus aria-hidden="true" />
              Add domain
            </Button>
          </>
        }
      />
      <Panel>
        <Loaded
          query={query}
          loading={<SkeletonRows count={4} label="Loading domains" />}
          failure="The domains could not be loaded."
        >
          {({ domains }) =>
            domains.length === 0 ? (
              <NoDomains project={project} />
            ) : (
              <DomainTable domains={domains} live={live} onMove={setMoving} onRemove={setDoomed} />
            )
          }
        </Loaded>
      </Panel>
      {query.data && query.data.domains.length > 0 && (
        <>
          <p className="mt-2.5 mb-4 text-faint">
            {domainCounts(query.data.domains)}. Each deployment has a host of its own beside these.
          </p>
          <div className="max-w-xl">
            <DomainGroups project={project} />
          </div>
        </>
      )}
      <Sheet
        isOpen={isAdding}
        onClose={() => setIsAdding(false)}
        title="Add a domain"
        description="Edges answer for it within milliseconds."
      >
        <div className="px-5 pt-4 pb-5">
          <DomainForm project={project} onAdded={() => setIsAdding(false)} />
        </div>
      </Sheet>
      <MoveDomainDialog project={project} domain={moving} onClose={() => setMoving(undefined)} />
      <RemoveDomainDialog project={project} domain={doomed} onClose={() => setDoomed(undefined)} />
    </>
  )
}

/** What stands where a project has no domain yet. */
export function NoDomains({ project }: { project: string }) {
  return (
    <Empty
      title="No domain yet"
      command={commandLine('npx', 'freshet', 'domains', 'add', 'shop.example.com', '--project', project)}
    >
      The first promotion gives a project its first one, {project}.localhost.
    </Empty>
  )
}
