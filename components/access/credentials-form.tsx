'use client'

import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Field, Input } from '@/components/ui/field'
import { Refusal } from '@/components/ui/refusal'
import { password as newPassword } from '@/lib/contract/access'

export type Credentials = { readonly email: string; readonly password: string }

type CredentialsFormProps = {
  submitLabel: string
  /** The address is settled, and only the password is asked for. */
  fixedEmail?: string
  /** A new password has rules and is not to be filled in by a password manager. */
  isNew: boolean
  send: (credentials: Credentials) => Promise<unknown>
  /** Where to go afterwards; a full load, so that nothing of the visitor before stays in memory. */
  nextHref: string
}

/** Email and password. */
export function CredentialsForm({ submitLabel, fixedEmail, isNew, send, nextHref }: CredentialsFormProps) {
  const [email, setEmail] = useState(fixedEmail ?? '')
  const [password, setPassword] = useState('')
  const [wasTried, setWasTried] = useState(false)
  const mutation = useMutation({ mutationFn: send, onSuccess: () => window.location.assign(nextHref) })
  const checked = newPassword.safeParse(password)
  const fault = isNew && wasTried ? checked.error?.issues[0]?.message : undefined

  function submit(event: FormEvent) {
    event.preventDefault()
    setWasTried(true)
    if (isNew && !checked.success) return
    mutation.mutate({ email: email.trim(), password })
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-3.5">
      <Field label="Email">
        {(ids) => (
          <Input
            {...ids}
            type="email"
            required
            readOnly={fixedEmail !== undefined}
            autoFocus={fixedEmail === undefined}
            autoComplete="username"
            value={email}
            onChange={({ target }) => setEmail(target.value)}
          />
        )}
      </Field>
      <Field
        label="Password"
        hint={isNew ? 'At least 12 characters; a few words are easiest.' : undefined}
        error={fault}
      >
        {(ids) => (
          <Input
            {...ids}
            type="password"
            required
            maxLength={200}
            autoFocus={fixedEmail !== undefined}
            autoComplete={isNew ? 'new-password' : 'current-password'}
            value={password}
            onChange={({ target }) => setPassword(target.value)}
          />
        )}
      </Field>
      {mutation.error && <Refusal>{mutation.error.message}</Refusal>}
      <Button type="submit" tone="primary" disabled={mutation.isPending || mutation.isSuccess} className="mt-1">
        {mutation.isPending ? 'One moment…' : submitLabel}
      </Button>
    </form>
  )
}
