'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useRef, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Field, Input } from '@/components/ui/field'
import { Refusal } from '@/components/ui/refusal'
import { type ChangePasswordInput, password as newPassword } from '@/lib/contract/access'
import { endpoints } from '@/lib/contract/endpoints'
import { accessQueries } from '@/lib/queries/access'
import { call } from '@/lib/queries/call'

/** Changes the operator's own password. This browser gets a new session, every other one is signed out. */
export function PasswordForm({ email }: { email: string }) {
  const queryClient = useQueryClient()
  const change = useMutation({
    mutationFn: (input: ChangePasswordInput) => call(endpoints.changePassword, input),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: accessQueries.sessions().queryKey }),
  })
  return (
    <PasswordFields
      email={email}
      isBusy={change.isPending}
      isDone={change.isSuccess}
      refusal={change.error?.message}
      onChange={change.mutateAsync}
    />
  )
}

type PasswordFieldsProps = {
  email: string
  isBusy: boolean
  /** Said until the next try. */
  isDone: boolean
  refusal: string | undefined
  /** Rejects when it is refused; what was typed stays then. */
  onChange: (input: ChangePasswordInput) => Promise<unknown>
}

/** The fields of that form. They are emptied once the password is changed. */
export function PasswordFields({ email, isBusy, isDone, refusal, onChange }: PasswordFieldsProps) {
  const form = useRef<HTMLFormElement>(null)
  const [fault, setFault] = useState<string>()

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const fields = new FormData(event.currentTarget)
    const [current, password] = [textOf(fields, 'current'), textOf(fields, 'password')]
    const checked = newPassword.safeParse(password)
    setFault(checked.error?.issues[0]?.message)
    if (!checked.success) return
    onChange({ current, password }).then(
      () => form.current?.reset(),
      () => undefined,
    )
  }

  return (
    <form ref={form} onSubmit={submit} className="flex max-w-sm flex-col gap-3.5 p-3.5">
      {/* Password managers file the new password under this. */}
      <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
      <Field label="Current password">
        {(ids) => (
          <Input {...ids} name="current" type="password" required maxLength={200} autoComplete="current-password" />
        )}
      </Field>
      <Field label="New password" hint="At least 12 characters; a few words are easiest." error={fault}>
        {(ids) => (
          <Input {...ids} name="password" type="password" required maxLength={200} autoComplete="new-password" />
        )}
      </Field>
      {refusal !== undefined && <Refusal>{refusal}</Refusal>}
      <div className="flex items-center gap-3">
        <Button type="submit" tone="primary" disabled={isBusy}>
          {isBusy ? 'One moment…' : 'Change password'}
        </Button>
        <p role="status" className="text-muted">
          {isDone && 'Changed. You are signed out everywhere else.'}
        </p>
      </div>
    </form>
  )
}

function textOf(fields: FormData, name: string): string {
  const value = fields.get(name)
  return typeof value === 'string' ? value : ''
}
