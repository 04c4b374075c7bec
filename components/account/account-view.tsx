'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { PasswordForm } from '@/components/account/password-form'
import { SessionTable } from '@/components/account/session-table'
import { browserWords } from '@/components/account/user-agent'
import { formatOf } from '@/components/format/numbers'
import { Button } from '@/components/ui/button'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Loaded } from '@/components/ui/loaded'
import { PageHead } from '@/components/ui/page-head'
import { Panel } from '@/components/ui/panel'
import { Refusal } from '@/components/ui/refusal'
import { SkeletonRows } from '@/components/ui/skeleton'
import type { SessionSummary } from '@/lib/contract/access'
import { endpoints } from '@/lib/contract/endpoints'
import { accessQueries } from '@/lib/queries/access'
import { ApiFailure, call } from '@/lib/queries/call'

/** Where the operator is signed in, ways to end that, and the operator's password. */
export function AccountView({ email }: { email: string }) {
  const query = useQuery(accessQueries.sessions())
  const [doomed, setDoomed] = useState<readonly SessionSummary[]>([])
  const elsewhere = query.data?.sessions.filter(({ isCurrent }) => !isCurrent) ?? []
  return (
    <>
      <PageHead title="Account" question={email} />
      <Panel
        title="Sessions"
        note="where you are signed in"
        actions={
          <Button size="small" disabled={elsewhere.length === 0} onClick={() => setDoomed(elsewhere)}>
            Sign out everywhere else
          </Button>
        }
      >
        <Loaded
          query={query}
          loading={<SkeletonRows count={3} label="Loading sessions" />}
          failure="Your sessions could not be loaded."
        >
          {({ sessions }) => <SessionTable sessions={sessions} onRevoke={(session) => setDoomed([session])} />}
        </Loaded>
      </Panel>
      <p className="mt-2.5 text-faint">
        Sign out any session you do not recognise, then change your password. Programs use tokens, which each project
        lists.
      </p>
      <Panel title="Password" note="changing it signs you out everywhere else" className="mt-4">
        <PasswordForm email={email} />
      </Panel>
      <SignOutDialog sessions={doomed} onClose={() => setDoomed([])} />
    </>
  )
}

type SignOutDialogProps = { sessions: readonly SessionSummary[]; onClose: () => void }

function SignOutDialog({ sessions, onClose }: SignOutDialogProps) {
  const queryClient = useQueryClient()
  const revoke = useMutation({
    mutationFn: () => Promise.all(sessions.map(endSession)),
    onSuccess: close,
    onSettled: () => queryClient.invalidateQueries({ queryKey: accessQueries.sessions().queryKey }),
  })
  const [first] = sessions

  function close() {
    revoke.reset()
    onClose()
  }

  return (
    <ConfirmDialog
      isOpen={first !== undefined}
      onClose={close}
      title={
        sessions.length === 1
          ? `Sign out ${browserWords(first?.userAgent ?? null)}`
          : `Sign out ${formatOf(sessions.length, 'session', 'sessions')}`
      }
      confirmLabel="Sign out"
      tone="danger"
      isBusy={revoke.isPending}
      onConfirm={() => revoke.mutate()}
    >
      <p>Its next request will have to sign in again. This session stays.</p>
      {revoke.error && <Refusal>{revoke.error.message}</Refusal>}
    </ConfirmDialog>
  )
}

/** Ends a session; one that has ended by itself meanwhile is as good. */
async function endSession({ id }: SessionSummary): Promise<void> {
  try {
    await call(endpoints.revokeSession, { id })
  } catch (error) {
    if (!(error instanceof ApiFailure && error.code === 'not_found')) throw error
  }
}
