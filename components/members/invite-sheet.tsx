'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { memberCommand, type Reach, reachFault, reachInput } from '@/components/members/member-words'
import { ReachFields } from '@/components/members/reach-fields'
import { Button } from '@/components/ui/button'
import { CommandLine } from '@/components/ui/command-line'
import { CopyButton } from '@/components/ui/copy-button'
import { Field, Input, Select } from '@/components/ui/field'
import { Refusal } from '@/components/ui/refusal'
import { Sheet } from '@/components/ui/sheet'
import { endpoints } from '@/lib/contract/endpoints'
import type { InviteInput, InviteResult } from '@/lib/contract/members'
import { call } from '@/lib/queries/call'
import { memberQueries } from '@/lib/queries/members'

type InviteSheetProps = { isOpen: boolean; onClose: () => void }

/** Makes a link by which somebody becomes a member; it is shown once. */
export function InviteSheet({ isOpen, onClose }: InviteSheetProps) {
  return (
    <Sheet
      isOpen={isOpen}
      onClose={onClose}
      title="Invite a member"
      description="Freshet sends no mail: pass the link on yourself."
    >
      <div className="px-5 pt-4 pb-5">
        <InviteForm />
      </div>
    </Sheet>
  )
}

function InviteForm() {
  const queryClient = useQueryClient()
  const invite = useMutation({
    mutationFn: (input: InviteInput) => call(endpoints.inviteMember, input),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: memberQueries.all() }),
  })
  if (invite.data) return <InviteLink {...invite.data} origin={window.location.origin} />
  return (
    <InviteFields
      isBusy={invite.isPending}
      refusal={invite.error?.message}
      onInvite={(input) => invite.mutate(input)}
    />
  )
}

/** The link, shown once. */
export function InviteLink({ path, invitation, origin }: InviteResult & { origin: string }) {
  return (
    <div role="status" className="flex flex-col gap-3">
      <p className="font-medium">Copy it now: it is not shown again.</p>
      <CommandLine command={`${origin}${path}`} />
      <p className="text-muted">
        It makes {invitation.email} {invitation.role === 'viewer' ? 'a viewer' : `an ${invitation.role}`} once, until{' '}
        {invitation.expiresAt.slice(0, 16).replace('T', ' ')} UTC. Send it where nobody else reads it.
      </p>
    </div>
  )
}

type InviteFieldsProps = { isBusy: boolean; refusal: string | undefined; onInvite: (input: InviteInput) => void }

/** Whom, as what, for how long. */
export function InviteFields({ isBusy, refusal, onInvite }: InviteFieldsProps) {
  const [email, setEmail] = useState('')
  const [reach, setReach] = useState<Reach>({ role: 'viewer', projects: undefined })
  const [hours, setHours] = useState('72')
  const [wasTried, setWasTried] = useState(false)
  const fault = reachFault(reach)

  function submit(event: FormEvent) {
    event.preventDefault()
    setWasTried(true)
    if (fault === undefined) onInvite({ email: email.trim(), expiresInHours: Number(hours), ...reachInput(reach) })
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field label="Email" hint="Who it is for. They sign in with this address.">
        {(ids) => (
          <Input
            {...ids}
            type="email"
            required
            autoComplete="off"
            value={email}
            onChange={({ target }) => setEmail(target.value)}
          />
        )}
      </Field>
      <ReachFields reach={reach} fault={wasTried ? fault : undefined} onChange={setReach} />
      <Field label="Link works">
        {(ids) => (
          <Select {...ids} value={hours} onChange={({ target }) => setHours(target.value)}>
            <option value="24">for a day</option>
            <option value="72">for three days</option>
            <option value="168">for a week</option>
            <option value="720">for 30 days</option>
          </Select>
        )}
      </Field>
      {refusal && <Refusal>{refusal}</Refusal>}
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" tone="primary" disabled={isBusy}>
          {isBusy ? 'One moment…' : 'Make the link'}
        </Button>
        <CopyButton
          text={memberCommand('invite', email.trim() || 'ada@example.com', reach)}
          label="Copy as CLI"
          showLabel
        />
      </div>
    </form>
  )
}
