'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { panelCommands } from '@/components/shell/panel-commands'
import { Button } from '@/components/ui/button'
import { CopyAs } from '@/components/ui/copy-as'
import { Empty } from '@/components/ui/empty'
import { Input } from '@/components/ui/field'
import { Loaded } from '@/components/ui/loaded'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'
import { type Domain, domainGroup } from '@/lib/contract/domains'
import { endpoints } from '@/lib/contract/endpoints'
import { commandLine } from '@/lib/contract/shell-words'
import { call } from '@/lib/queries/call'
import { deploymentQueries } from '@/lib/queries/deployments'
import { projectQueries } from '@/lib/queries/projects'

/** Which domains are purged together: a name on each. */
export function DomainGroups({ project }: { project: string }) {
  const query = useQuery(deploymentQueries.domains({ project }))
  return (
    <Panel
      title="Domain groups"
      note="domains of one name are purged together"
      actions={<CopyAs commands={() => panelCommands.domains(project)} />}
      className="mt-4"
    >
      <Loaded
        query={query}
        loading={<SkeletonRows count={2} label="Loading domains" />}
        failure="The domains could not be loaded."
      >
        {({ domains }) =>
          domains.length === 0 ? (
            <Empty
              title="No domain yet"
              command={commandLine('npx', 'freshet', 'domains', 'add', 'shop.example.com', '--project', project)}
            >
              The first promotion gives a project its first one.
            </Empty>
          ) : (
            <ul className="divide-y divide-line">
              {domains.map((domain) => (
                <DomainRow key={`${domain.host} ${domain.group}`} project={project} domain={domain} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  )
}

function DomainRow({ project, domain: { host, group } }: { project: string; domain: Domain }) {
  const [name, setName] = useState(group ?? '')
  const id = useId()
  const queryClient = useQueryClient()
  const typed = name.trim() === '' ? null : name.trim()
  const checked = domainGroup.nullable().safeParse(typed)
  const mutation = useMutation({
    mutationFn: () => call(endpoints.setDomainGroup, { project, host, group: typed }),
    onSuccess: () =>
      Promise.all(
        [deploymentQueries, projectQueries].map(({ all }) => queryClient.invalidateQueries({ queryKey: all() })),
      ),
  })
  const fault = checked.success ? mutation.error?.message : checked.error.issues[0]?.message
  return (
    <li className="px-3.5 py-2">
      <form
        className="flex flex-wrap items-center gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          mutation.mutate()
        }}
      >
        <label htmlFor={id} className="min-w-24 flex-1 truncate" title={host}>
          {host}
        </label>
        <div className="w-28 sm:w-40">
          <Input
            id={id}
            value={name}
            placeholder="no group"
            autoComplete="off"
            spellCheck={false}
            aria-invalid={fault !== undefined}
            aria-describedby={fault === undefined ? undefined : `${id}-fault`}
            onChange={({ target }) => setName(target.value)}
          />
        </div>
        <Button
          type="submit"
          needs="deploy"
          size="small"
          disabled={typed === group || !checked.success || mutation.isPending}
          aria-label={`Save the group of ${host}`}
        >
          Save
        </Button>
      </form>
      {fault !== undefined && (
        <p id={`${id}-fault`} role="alert" className="mt-1 text-danger text-sm">
          {fault}
        </p>
      )}
    </li>
  )
}
