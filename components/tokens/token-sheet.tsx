'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { CommandLine } from '@/components/ui/command-line'
import { Field, Input, Select } from '@/components/ui/field'
import { Refusal } from '@/components/ui/refusal'
import { Sheet } from '@/components/ui/sheet'
import { type CreateTokenInput, type TokenScope, tokenScope } from '@/lib/contract/access'
import { endpoints } from '@/lib/contract/endpoints'
import { accessQueries } from '@/lib/queries/access'
import { call } from '@/lib/queries/call'

const SCOPE_TEXT: Record<TokenScope, string> = {
  read: 'read: sees everything, changes nothing',
  purge: 'purge: sees and purges',
  deploy: 'deploy: sees, deploys, promotes, rolls back',
  admin: 'admin: everything',
}

type TokenSheetProps = { project: string; isOpen: boolean; onClose: () => void }

/** Makes a token for one project; its secret is shown once. */
export function TokenSheet({ project, isOpen, onClose }: TokenSheetProps) {
  return (
    <Sheet isOpen={isOpen} onClose={onClose} title="New token" description={`For programs that work on ${project}.`}>
      <div className="px-5 pt-4 pb-5">
        <TokenForm project={project} />
      </div>
    </Sheet>
  )
}

function TokenForm({ project }: { project: string }) {
  const [name, setName] = useState('')
  const [scope, setScope] = useState<TokenScope>('deploy')
  const [days, setDays] = useState('365')
  const queryClient = useQueryClient()
  const create = useMutation({
    mutationFn: (input: CreateTokenInput) => call(endpoints.createToken, input),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: accessQueries.all() }),
  })

  function submit(event: FormEvent) {
    event.preventDefault()
    const expiry = days === '' ? {} : { expiresInDays: Number(days) }
    create.mutate({ name: name.trim(), scopes: [scope], project, ...expiry })
  }

  if (create.data) {
    return (
      <div role="status" className="flex flex-col gap-3">
        <p className="font-medium">Copy it now: it is not shown again.</p>
        <CommandLine command={create.data.token} />
        <p className="text-muted">Programs send it as “authorization: Bearer …”; the CLI reads FRESHET_TOKEN.</p>
      </div>
    )
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field label="Name" hint="What uses it, as the journal will say.">
        {(ids) => (
          <Input {...ids} required maxLength={100} value={name} onChange={({ target }) => setName(target.value)} />
        )}
      </Field>
      <Field label="May">
        {(ids) => (
          <Select {...ids} value={scope} onChange={({ target }) => setScope(tokenScope.parse(target.value))}>
            {tokenScope.options.map((option) => (
              <option key={option} value={option}>
                {SCOPE_TEXT[option]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label="Expires">
        {(ids) => (
          <Select {...ids} value={days} onChange={({ target }) => setDays(target.value)}>
            <option value="30">in 30 days</option>
            <option value="90">in 90 days</option>
            <option value="365">in a year</option>
            <option value="">never</option>
          </Select>
        )}
      </Field>
      {create.error && <Refusal>{create.error.message}</Refusal>}
      <Button type="submit" tone="primary" disabled={create.isPending}>
        Create token
      </Button>
    </form>
  )
}
