'use client'

import { CredentialsForm } from '@/components/access/credentials-form'
import { endpoints } from '@/lib/contract/endpoints'
import { call } from '@/lib/queries/call'

/** Makes the first owner by the secret of the set-up link. */
export function SetUpForm({ secret }: { secret: string }) {
  return (
    <CredentialsForm
      submitLabel="Create the owner"
      isNew
      nextHref="/"
      send={(credentials) => call(endpoints.setUp, { ...credentials, secret })}
    />
  )
}
