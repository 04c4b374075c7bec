'use client'

import { CredentialsForm } from '@/components/access/credentials-form'
import { endpoints } from '@/lib/contract/endpoints'
import { call } from '@/lib/queries/call'

/** Signs an operator in and goes to `nextHref`, which must be a path of ours. */
export function SignInForm({ nextHref }: { nextHref: string }) {
  return (
    <CredentialsForm
      submitLabel="Sign in"
      isNew={false}
      nextHref={nextHref}
      send={(credentials) => call(endpoints.signIn, credentials)}
    />
  )
}
