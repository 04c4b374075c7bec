'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { SessionTable } from '@/components/account/session-table'
import { memberCommand, type Reach, reachFault, reachInput } from '@/components/members/member-words'
import { ReachFields } from '@/components/members/reach-fields'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { CopyButton } from '@/components/ui/copy-button'
import { Loaded } from '@/components/ui/loaded'
import { Panel } from '@/components/ui/panel'
import { Refusal } from '@/components/ui/refusal'
import { Sheet } from '@/components/ui/sheet'
import { SkeletonRows } from '@/components/ui/skeleton'
import type { SessionSummary } from '@/lib/contract/access'
import { endpoints } from '@/lib/contract/endpoints'
import type { Member } from '@/lib/contract/members'
import { commandLine } from '@/lib/contract/shell-words'
import { ApiFailure, call } from '@/lib/queries/call'
import { memberQueries } from '@/lib/queries/members'

type MemberSheetProps = { member: Member | undefined; onClose: () => void }

/** What one member may do, where they are signed in, and the way to be rid of them. */
export function MemberSheet({ member, onClose }: MemberSheetProps) {
  return (
    <Sheet
      isOpen={member !== undefined}
      onClose={onClose}
      title={member?.email ?? 'Member'}
      description="Role, sessions, removal."
    >
      {member && (
        <div className="flex flex-col gap-6 px-5 pt-4 pb-5">
          <RoleForm key={`${member.id} ${member.role}`} member={member} />
          <Sessions member={member} />
          <Removal member={member} onRemoved={onClose} />
        </div>
      )}
    </Sheet>
  )
}

/** A change of one's own rights, or one's own removal, ends this session too: the page starts again, at the sign-in. */
function useAfterChange(member: Member, onDone?: () => void) {
  const queryClient = useQueryClient()
  return async () => {
    if (member.isSelf) window.location.assign('/sign-in')
    else await queryClient.invalidateQueries({ queryKey: memberQueries.all() })
    onDone?.()
  }
}

function RoleForm({ member }: { member: Member }) {
  const { id, email, isSelf } = member
  const [reach, setReach] = useState<Reach>({ role: member.role, projects: member.projects ?? undefined })
  const fault = reachFault(reach)
  const change = useMutation({
    mutationFn: () => call(endpoints.changeMember, { id, ...reachInput(reach) }),
    onSuccess: useAfterChange(member),
  })
  const isSame = JSON.stringify(reach) === JSON.stringify({ role: member.role, projects: member.projects ?? undefined })

  function submit(event: FormEvent) {
    event.preventDefault()
    change.mutate()
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <ReachFields reach={reach} fault={fault} onChange={setReach} />
      {change.error && <Refusal>{change.error.message}</Refusal>}
      <p className="text-muted">
        {isSelf
          ? 'A change signs you out everywhere.'
          : 'A change signs them out: they sign in again with the new rights.'}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button type="submit" tone="primary" needs="admin" disabled={isSame || fault !== undefined || change.isPending}>
          Change the role
        </Button>
        <CopyButton text={memberCommand('role', email, reach)} label="Copy as CLI" showLabel />
      </div>
    </form>
  )
}

function Sessions({ member: { id, email } }: { member: Member }) {
  const queryClient = useQueryClient()
  const query = useQuery(memberQueries.sessions(id))
  const end = useMutation({
    mutationFn: (sessions: readonly SessionSummary[]) => Promise.all(sessions.map((session) => endOf(id, session))),
    onSettled: () => queryClient.invalidateQueries({ queryKey: memberQueries.all() }),
  })
  const others = query.data?.sessions.filter(({ isCurrent }) => !isCurrent) ?? []
  return (
    <Panel
      title="Sessions"
      actions={
        <>
          <CopyButton text={commandLine('npx', 'freshet', 'members', 'sessions', email)} label="Copy as CLI" />
          <Button
            size="small"
            needs="admin"
            disabled={others.length === 0 || end.isPending}
            onClick={() => end.mutate(others)}
          >
            Sign out everywhere
          </Button>
        </>
      }
    >
      <Loaded
        query={query}
        loading={<SkeletonRows count={2} label="Loading sessions" />}
        failure="The sessions could not be loaded."
      >
        {({ sessions }) =>
          sessions.length === 0 ? (
            <p className="px-3.5 py-3 text-muted">Signed in nowhere.</p>
          ) : (
            <SessionTable sessions={sessions} onRevoke={(session) => end.mutate([session])} />
          )
        }
      </Loaded>
      {end.error && <Refusal>{end.error.message}</Refusal>}
    </Panel>
  )
}

/** Ends a session; one that has ended by itself meanwhile is as good. */
async function endOf(id: string, { id: session }: SessionSummary): Promise<void> {
  try {
    await call(endpoints.revokeMemberSession, { id, session })
  } catch (error) {
    if (!(error instanceof ApiFailure && error.code === 'not_found')) throw error
  }
}

function Removal({ member, onRemoved }: { member: Member; onRemoved: () => void }) {
  const { id, email, isSelf } = member
  const [isAsking, setIsAsking] = useState(false)
  const remove = useMutation({
    mutationFn: () => call(endpoints.removeMember, { id }),
    onSuccess: useAfterChange(member, onRemoved),
  })
  return (
    <div className="flex flex-wrap gap-2 border-line border-t pt-4">
      <Button tone="danger" needs="admin" onClick={() => setIsAsking(true)}>
        Remove…
      </Button>
      <CopyButton text={commandLine('npx', 'freshet', 'members', 'remove', email)} label="Copy as CLI" showLabel />
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => {
          setIsAsking(false)
          remove.reset()
        }}
        title={isSelf ? 'Remove yourself' : `Remove ${email}`}
        confirmLabel="Remove"
        tone="danger"
        isBusy={remove.isPending}
        onConfirm={() => remove.mutate()}
      >
        <p>
          {isSelf ? 'You are' : 'They are'} signed out at once, and invitations that nobody used are withdrawn. Tokens
          go on working until they are revoked, since programs rely on them: the audit names them.
        </p>
        {remove.error && <Refusal>{remove.error.message}</Refusal>}
      </ConfirmDialog>
    </div>
  )
}
