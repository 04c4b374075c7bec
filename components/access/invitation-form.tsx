'use client'

import { CredentialsForm } from '@/components/access/credentials-form'
import { endpoints } from '@/lib/contract/endpoints'
import { call } from '@/lib/queries/call'

type InvitationFormProps = { secret: string; email: string }

/** Makes whoever holds the link a member of the address that it was made for. */
export function InvitationForm({ secret, email }: InvitationFormProps) {
  return (
    <CredentialsForm
      submitLabel="Join"
      isNew
      fixedEmail={email}
      nextHref="/"
      send={({ password }) => call(endpoints.acceptInvitation, { secret, password })}
    />
  )
}
