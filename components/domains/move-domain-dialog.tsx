'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { newestDeployments } from '@/components/deployments/limits'
import { useRenewDomains } from '@/components/domains/use-renew-domains'
import { CommandLine } from '@/components/ui/command-line'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Field, Select } from '@/components/ui/field'
import { Refusal } from '@/components/ui/refusal'
import type { Domain } from '@/lib/contract/domains'
import { endpoints } from '@/lib/contract/endpoints'
import { commandLine } from '@/lib/contract/shell-words'
import { call } from '@/lib/queries/call'
import { deploymentQueries } from '@/lib/queries/deployments'

type MoveDomainDialogProps = { project: string; domain: Domain | undefined; onClose: () => void }

/** Points one domain at another deployment; the others stay. */
export function MoveDomainDialog({ project, domain, onClose }: MoveDomainDialogProps) {
  const [chosen, setChosen] = useState('')
  const { data } = useQuery(deploymentQueries.list(newestDeployments(project)))
  const others = data?.deployments.filter(({ id, state }) => state === 'ready' && id !== domain?.deployment) ?? []
  const to = others.some(({ id }) => id === chosen) ? chosen : (others[0]?.id ?? '')
  const renew = useRenewDomains()
  const move = useMutation({
    mutationFn: ({ host }: Domain) => call(endpoints.promote, { project, deployment: to, domain: host }),
    onSuccess: async () => {
      await renew()
      close()
    },
  })

  function close() {
    move.reset()
    setChosen('')
    onClose()
  }

  return (
    <ConfirmDialog
      isOpen={domain !== undefined}
      onClose={close}
      title={domain === undefined ? '' : `Move ${domain.host}`}
      confirmLabel="Move"
      isReady={to !== ''}
      isBusy={move.isPending}
      onConfirm={() => domain && move.mutate(domain)}
    >
      {domain && (
        <>
          <p>
            It shows <code className="font-mono text-sm">{domain.deployment ?? 'nothing'}</code>. Visitors get the other
            one at once; entries stored for it are still there.{' '}
            {domain.environment === 'production'
              ? 'It moves alone, and counts as a promotion: the next one, or a roll back, takes all production domains along.'
              : 'It stays there until somebody moves it.'}
          </p>
          {others.length === 0 ? (
            <p>There is no other deployment to show.</p>
          ) : (
            <Field label="Shows from now on">
              {(ids) => (
                <Select {...ids} value={to} onChange={({ target }) => setChosen(target.value)}>
                  {others.map(({ id, isProduction, source }) => (
                    <option key={id} value={id}>
                      {[id, ...(isProduction ? ['live'] : []), ...(source ? [source] : [])].join(' · ')}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          )}
          {to !== '' && (
            <CommandLine
              command={commandLine('npx', 'freshet', 'promote', to, '--project', project, '--domain', domain.host)}
            />
          )}
          {move.error && <Refusal>{move.error.message}</Refusal>}
        </>
      )}
    </ConfirmDialog>
  )
}
