'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { runningEdges } from '@/components/edges/fleet-words'
import { RetentionPanel } from '@/components/jobs/retention-panel'
import { EdgesPanel } from '@/components/overview/edges-panel'
import { DraftLinkSheet } from '@/components/protection/draft-link-sheet'
import { DraftLinkTable } from '@/components/protection/draft-link-table'
import { ProtectionForm } from '@/components/protection/protection-form'
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
import { PricesPanel } from '@/components/usage/sheet-chooser'
import { endpoints } from '@/lib/contract/endpoints'
import type { DraftLink } from '@/lib/contract/protection'
import { commandLine } from '@/lib/contract/shell-words'
import { call } from '@/lib/queries/call'
import { edgeQueries } from '@/lib/queries/edges'
import { protectionQueries } from '@/lib/queries/protection'

/** What holds for a project until somebody changes it: who sees its hosts and drafts, what is kept, what it is priced by, where it is served. */
export function SettingsView({ project }: { project: string }) {
  const setting = useQuery(protectionQueries.ofProject(project))
  return (
    <>
      <PageHead title="Settings" question="who may see it, what is kept, what is it priced by?" />
      <div className="flex flex-col gap-4">
        <Panel title="Protection" actions={<CopyAs commands={() => panelCommands.protection(project)} />}>
          <Loaded
            query={setting}
            loading={<SkeletonRows count={4} label="Loading the protection" />}
            failure="The protection could not be loaded."
          >
            {(shown) => <ProtectionForm shown={shown} />}
          </Loaded>
        </Panel>
        <DraftLinks project={project} firstUrl={setting.data?.hosts[0]?.url} />
        <RetentionPanel project={project} />
        <div className="grid items-start gap-4 xl:grid-cols-2">
          <PricesPanel project={project} />
          <Regions />
        </div>
      </div>
    </>
  )
}

/** The regions that edges were started in: each says its own. */
function Regions() {
  const query = useQuery(edgeQueries.list())
  return <EdgesPanel edges={runningEdges(query.data?.edges ?? [])} />
}

function DraftLinks({ project, firstUrl }: { project: string; firstUrl: string | undefined }) {
  const query = useQuery(protectionQueries.links(project))
  const queryClient = useQueryClient()
  const [isMaking, setIsMaking] = useState(false)
  const [doomed, setDoomed] = useState<DraftLink>()
  const revoke = useMutation({
    mutationFn: ({ id }: DraftLink) => call(endpoints.revokeDraftLink, { id }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: protectionQueries.all() })
      setDoomed(undefined)
    },
  })
  return (
    <Panel
      title="Draft links"
      note="a page as its editors see it, without an account"
      actions={
        <>
          <CopyAs commands={() => panelCommands.draftLinks(project)} />
          <Button size="small" needs="deploy" onClick={() => setIsMaking(true)}>
            <Plus aria-hidden="true" />
            New draft link
          </Button>
        </>
      }
    >
      <Loaded
        query={query}
        loading={<SkeletonRows count={3} label="Loading draft links" />}
        failure="The draft links could not be loaded."
      >
        {({ links }) =>
          links.length === 0 ? (
            <NoDraftLinks url={firstUrl ?? 'http://shop.localhost:8080'} />
          ) : (
            <DraftLinkTable links={links} onRevoke={setDoomed} />
          )
        }
      </Loaded>
      <DraftLinkSheet url={firstUrl ? `${firstUrl}/` : ''} isOpen={isMaking} onClose={() => setIsMaking(false)} />
      <ConfirmDialog
        isOpen={doomed !== undefined}
        onClose={() => {
          setDoomed(undefined)
          revoke.reset()
        }}
        title={`Revoke the link for “${doomed?.note ?? ''}”`}
        confirmLabel="Revoke"
        tone="danger"
        isBusy={revoke.isPending}
        onConfirm={() => doomed && revoke.mutate(doomed)}
      >
        <p>
          Nobody can open it from now on. Anyone who opened it before sees the published page again, and loses access to
          protected hosts.
        </p>
        {revoke.error && <Refusal>{revoke.error.message}</Refusal>}
      </ConfirmDialog>
    </Panel>
  )
}

/** What stands where no draft link was made yet. */
export function NoDraftLinks({ url }: { url: string }) {
  const command = commandLine('npx', 'freshet', 'draft', `${url}/`, '--note', 'who it is for')
  return (
    <Empty title="No draft link yet" command={command}>
      An editor who opens one sees the page with what is not published yet. Nothing of that is stored, and the link
      ends.
    </Empty>
  )
}
