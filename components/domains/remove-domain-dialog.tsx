'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useRenewDomains } from '@/components/domains/use-renew-domains'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Field, Input } from '@/components/ui/field'
import { Refusal } from '@/components/ui/refusal'
import type { Domain } from '@/lib/contract/domains'
import { endpoints } from '@/lib/contract/endpoints'
import { call } from '@/lib/queries/call'

type RemoveDomainDialogProps = { project: string; domain: Domain | undefined; onClose: () => void }

/** Takes a domain from a project, by its name typed where visitors would notice. */
export function RemoveDomainDialog({ project, domain, onClose }: RemoveDomainDialogProps) {
  const [typed, setTyped] = useState('')
  const renew = useRenewDomains()
  const remove = useMutation({
    mutationFn: ({ host }: Domain) => call(endpoints.removeDomain, { project, host }),
    onSuccess: async () => {
      await renew()
      close()
    },
  })
  const isShown = domain?.deployment != null && domain.environment === 'production'

  function close() {
    remove.reset()
    setTyped('')
    onClose()
  }

  return (
    <ConfirmDialog
      isOpen={domain !== undefined}
      onClose={close}
      title={domain === undefined ? '' : `Remove ${domain.host}`}
      confirmLabel="Remove domain"
      tone="danger"
      isReady={!isShown || typed === domain?.host}
      isBusy={remove.isPending}
      onConfirm={() => domain && remove.mutate(domain)}
    >
      {domain && (
        <>
          <p>
            Its visitors get 404 from now on. What is stored for it stays until retention takes it: added again, it is
            there.
          </p>
          {isShown && (
            <Field label={`Type ${domain.host}`}>
              {(ids) => (
                <Input
                  {...ids}
                  autoComplete="off"
                  spellCheck={false}
                  value={typed}
                  onChange={({ target }) => setTyped(target.value)}
                />
              )}
            </Field>
          )}
          {remove.error && <Refusal>{remove.error.message}</Refusal>}
        </>
      )}
    </ConfirmDialog>
  )
}
