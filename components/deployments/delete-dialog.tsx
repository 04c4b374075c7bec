'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { DeletionFacts } from '@/components/deployments/deletion-facts'
import { CommandLine } from '@/components/ui/command-line'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Field, Input } from '@/components/ui/field'
import { Refusal } from '@/components/ui/refusal'
import { Skeleton } from '@/components/ui/skeleton'
import { endpoints } from '@/lib/contract/endpoints'
import { commandLine } from '@/lib/contract/shell-words'
import { call } from '@/lib/queries/call'
import { deploymentQueries } from '@/lib/queries/deployments'

type DeleteDialogProps = { deployment: string | undefined; onClose: () => void }

/** Says what deleting a deployment would break, and deletes it once its id is typed. */
export function DeleteDialog({ deployment, onClose }: DeleteDialogProps) {
  const [typed, setTyped] = useState('')
  const queryClient = useQueryClient()
  const mutation = useMutation({
    mutationFn: (id: string) => call(endpoints.deleteDeployment, { id }),
    onSuccess: async () => {
      // Not the plan: of a deployment that is gone there is none.
      const stale = ['list', 'entry-counts'].map((name) => [...deploymentQueries.all(), name])
      await Promise.all(stale.map((queryKey) => queryClient.invalidateQueries({ queryKey })))
      close()
    },
  })

  function close() {
    mutation.reset()
    setTyped('')
    onClose()
  }

  return (
    <ConfirmDialog
      isOpen={deployment !== undefined}
      onClose={close}
      title={deployment ? `Delete ${deployment}` : ''}
      confirmLabel="Delete"
      tone="danger"
      isBusy={mutation.isPending}
      isReady={typed === deployment}
      onConfirm={() => deployment && mutation.mutate(deployment)}
    >
      {deployment && (
        <>
          <Breakage deployment={deployment} />
          <Field label={`Type ${deployment} to go on`}>
            {(ids) => (
              <Input
                {...ids}
                value={typed}
                autoComplete="off"
                spellCheck={false}
                onChange={({ target }) => setTyped(target.value.trim())}
              />
            )}
          </Field>
          <CommandLine command={commandLine('npx', 'freshet', 'deployments', 'delete', deployment, '--plan')} />
          {mutation.error && <Refusal>{mutation.error.message}</Refusal>}
        </>
      )}
    </ConfirmDialog>
  )
}

function Breakage({ deployment }: { deployment: string }) {
  const { data, error } = useQuery(deploymentQueries.deletion({ id: deployment }))
  if (error) return <Refusal>What this breaks could not be read. {error.message}</Refusal>
  return data ? <DeletionFacts deletion={data} /> : <Skeleton className="h-48" />
}
