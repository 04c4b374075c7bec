'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { OriginSheet } from '@/components/origins/origin-sheet'
import { OriginTable } from '@/components/origins/origin-table'
import { panelCommands } from '@/components/shell/panel-commands'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { CopyAs } from '@/components/ui/copy-as'
import { Empty } from '@/components/ui/empty'
import { Loaded } from '@/components/ui/loaded'
import { PageHead } from '@/components/ui/page-head'
import { Panel } from '@/components/ui/panel'
import { Refusal } from '@/components/ui/refusal'
import { SkeletonRows } from '@/components/ui/skeleton'
import { endpoints } from '@/lib/contract/endpoints'
import { commandLine } from '@/lib/contract/shell-words'
import { call } from '@/lib/queries/call'
import { originQueries } from '@/lib/queries/origins'

/** Which servers inside the operator's own networks rewrites and images of a project may reach. */
export function OriginsView({ project }: { project: string }) {
  const query = useQuery(originQueries.list(project))
  const queryClient = useQueryClient()
  const [isAllowing, setIsAllowing] = useState(false)
  const [doomed, setDoomed] = useState<string>()
  const forbid = useMutation({
    mutationFn: (origin: string) => call(endpoints.forbidOrigin, { project, origin }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: originQueries.all() })
      setDoomed(undefined)
    },
  })
  return (
    <>
      <PageHead
        title="Origins"
        question="which private servers may it reach?"
        actions={
          <>
            <CopyAs commands={() => panelCommands.origins(project)} />
            <Button needs="admin" onClick={() => setIsAllowing(true)}>
              <Plus aria-hidden="true" />
              Allow an origin
            </Button>
          </>
        }
      />
      <Panel>
        <Loaded
          query={query}
          loading={<SkeletonRows count={3} label="Loading origins" />}
          failure="The origins could not be loaded."
        >
          {({ origins }) =>
            origins.length === 0 ? (
              <NoOrigins project={project} />
            ) : (
              <OriginTable origins={origins} onForbid={setDoomed} />
            )
          }
        </Loaded>
      </Panel>
      <OriginSheet project={project} isOpen={isAllowing} onClose={() => setIsAllowing(false)} />
      <ConfirmDialog
        isOpen={doomed !== undefined}
        onClose={() => {
          setDoomed(undefined)
          forbid.reset()
        }}
        title={`Forbid ${doomed ?? ''}`}
        confirmLabel="Forbid"
        tone="danger"
        isBusy={forbid.isPending}
        onConfirm={() => doomed && forbid.mutate(doomed)}
      >
        <p>
          Within seconds, rewrites and images that need it fail. A public address stays in reach: it needs no leave.
        </p>
        {forbid.error && <Refusal>{forbid.error.message}</Refusal>}
      </ConfirmDialog>
    </>
  )
}

/** What stands where no origin was allowed yet. */
export function NoOrigins({ project }: { project: string }) {
  const command = commandLine('npx', 'freshet', 'origins', 'allow', 'http://10.0.0.5:8080', '--project', project)
  return (
    <Empty title="No private origin is allowed" command={command}>
      Rewrites and images reach any public server. One with a private address is refused until it is allowed by name.
    </Empty>
  )
}
