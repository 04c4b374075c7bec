'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { newestDeployments } from '@/components/deployments/limits'
import { useRenewDomains } from '@/components/domains/use-renew-domains'
import { Button } from '@/components/ui/button'
import { Field, Input, Select } from '@/components/ui/field'
import { Refusal } from '@/components/ui/refusal'
import { type AddDomainInput, environment } from '@/lib/contract/domains'
import { endpoints } from '@/lib/contract/endpoints'
import { hostName } from '@/lib/contract/fields'
import { call } from '@/lib/queries/call'
import { deploymentQueries } from '@/lib/queries/deployments'

/** Adds a domain to a project: who moves it, and what it shows. */
export function DomainForm({ project, onAdded }: { project: string; onAdded: () => void }) {
  const [host, setHost] = useState('')
  const [kind, setKind] = useState<AddDomainInput['environment']>('production')
  const [deployment, setDeployment] = useState('')
  const { data, error } = useQuery(deploymentQueries.list(newestDeployments(project)))
  const ready = data?.deployments.filter(({ state }) => state === 'ready') ?? []
  const renew = useRenewDomains()
  const add = useMutation({
    mutationFn: (input: AddDomainInput) => call(endpoints.addDomain, input),
    onSuccess: async () => {
      await renew()
      onAdded()
    },
  })
  const checked = hostName.safeParse(host.trim().toLowerCase())
  const fault =
    host === '' || checked.success ? undefined : 'A host name alone, such as shop.example.com: no scheme, no path.'

  function submit(event: FormEvent) {
    event.preventDefault()
    if (!checked.success) return
    const shown = deployment === '' ? {} : { deployment }
    add.mutate({ project, host: checked.data, environment: kind, ...shown })
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-4" autoComplete="off">
      <Field label="Host" error={fault} hint="Point its DNS at an edge, or at the proxy in front of it.">
        {(ids) => (
          <Input
            {...ids}
            required
            maxLength={253}
            inputMode="url"
            spellCheck={false}
            placeholder="shop.example.com"
            value={host}
            onChange={({ target }) => setHost(target.value)}
          />
        )}
      </Field>
      <Field
        label="Environment"
        hint={kind === 'production' ? 'Promotions and roll backs move it.' : 'It stays on the deployment you choose.'}
      >
        {(ids) => (
          <Select {...ids} value={kind} onChange={({ target }) => setKind(environment.parse(target.value))}>
            <option value="production">production</option>
            <option value="preview">preview</option>
          </Select>
        )}
      </Field>
      <Field label="Shows" error={error ? `The deployments could not be loaded. ${error.message}` : undefined}>
        {(ids) => (
          <Select {...ids} value={deployment} onChange={({ target }) => setDeployment(target.value)}>
            <option value="">{kind === 'production' ? 'what production shows' : 'nothing yet'}</option>
            {ready.map(({ id, isProduction }) => (
              <option key={id} value={id}>
                {isProduction ? `${id} · live` : id}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {add.error && <Refusal>{add.error.message}</Refusal>}
      <Button type="submit" tone="primary" needs="deploy" disabled={add.isPending || !checked.success}>
        {add.isPending ? 'Working…' : 'Add domain'}
      </Button>
    </form>
  )
}
