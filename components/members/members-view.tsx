'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { UserPlus } from 'lucide-react'
import { useState } from 'react'
import { InviteSheet } from '@/components/members/invite-sheet'
import { MemberSheet } from '@/components/members/member-sheet'
import { InvitationTable, MemberTable } from '@/components/members/member-table'
import { panelCommands } from '@/components/shell/panel-commands'
import { useUrlParams } from '@/components/shell/use-url-params'
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
import type { Invitation } from '@/lib/contract/members'
import { commandLine } from '@/lib/contract/shell-words'
import { call } from '@/lib/queries/call'
import { memberQueries } from '@/lib/queries/members'

/** Who may do what: members, and links that are out. The member who is looked at is in the address. */
export function MembersView() {
  const query = useQuery(memberQueries.list())
  const { params, change } = useUrlParams()
  const [isInviting, setIsInviting] = useState(false)
  const [doomed, setDoomed] = useState<Invitation>()
  const invitations = query.data?.invitations ?? []
  return (
    <>
      <PageHead
        title="Members"
        question="who may do what?"
        actions={
          <>
            <CopyAs commands={() => panelCommands.invitations()} />
            <Button needs="admin" onClick={() => setIsInviting(true)}>
              <UserPlus aria-hidden="true" />
              Invite
            </Button>
          </>
        }
      />
      <Panel title="Members">
        <Loaded
          query={query}
          loading={<SkeletonRows count={4} label="Loading members" />}
          failure="The members could not be loaded."
        >
          {({ members }) => (
            <>
              <MemberTable members={members} onManage={({ id }) => change({ member: id })} />
              {members.length === 1 && <OnlyYou />}
            </>
          )}
        </Loaded>
      </Panel>
      {invitations.length > 0 && (
        <div className="mt-4">
          <Panel
            title="Invitations"
            note="not used yet"
            actions={<CopyAs commands={() => panelCommands.invitations()} />}
          >
            <InvitationTable invitations={invitations} onWithdraw={setDoomed} />
          </Panel>
        </div>
      )}
      <InviteSheet isOpen={isInviting} onClose={() => setIsInviting(false)} />
      <MemberSheet
        member={query.data?.members.find(({ id }) => id === params.member)}
        onClose={() => change({ member: undefined })}
      />
      <WithdrawDialog invitation={doomed} onClose={() => setDoomed(undefined)} />
    </>
  )
}

/** What stands while nobody else was invited. */
export function OnlyYou() {
  return (
    <Empty
      title="Nobody else yet"
      command={commandLine('npx', 'freshet', 'members', 'invite', 'ada@example.com', '--role', 'viewer')}
    >
      Invite others with a link that works once. Viewers can look, operators can purge and deploy, owners can do
      everything.
    </Empty>
  )
}

function WithdrawDialog({ invitation, onClose }: { invitation: Invitation | undefined; onClose: () => void }) {
  const queryClient = useQueryClient()
  const withdraw = useMutation({
    mutationFn: (id: string) => call(endpoints.withdrawInvitation, { id }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: memberQueries.all() })
      onClose()
    },
  })
  return (
    <ConfirmDialog
      isOpen={invitation !== undefined}
      onClose={() => {
        onClose()
        withdraw.reset()
      }}
      title={`Withdraw the invitation of ${invitation?.email ?? ''}`}
      confirmLabel="Withdraw"
      tone="danger"
      isBusy={withdraw.isPending}
      onConfirm={() => invitation && withdraw.mutate(invitation.id)}
    >
      <p>Its link stops working. You can make a new one.</p>
      {withdraw.error && <Refusal>{withdraw.error.message}</Refusal>}
    </ConfirmDialog>
  )
}
