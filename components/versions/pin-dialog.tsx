'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { restCommand } from '@/components/format/shell'
import { Ago } from '@/components/shell/now'
import { CommandLine } from '@/components/ui/command-line'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { CopyButton } from '@/components/ui/copy-button'
import { Field, Input } from '@/components/ui/field'
import { Refusal } from '@/components/ui/refusal'
import { endpoints } from '@/lib/contract/endpoints'
import type { PathDetail, PathGeneration } from '@/lib/contract/paths'
import { commandLine } from '@/lib/contract/shell-words'
import type { PinInput } from '@/lib/contract/versions'
import { call } from '@/lib/queries/call'
import { pathQueries } from '@/lib/queries/paths'
import { purgeQueries } from '@/lib/queries/purges'
import { askWhyAgain } from '@/lib/queries/why'

type PinDialogProps = {
  detail: PathDetail
  /** To be pinned, or unpinned where it is; `undefined` keeps the dialog closed. */
  generation: PathGeneration | undefined
  onClose: () => void
}

/** Says what visitors get from now on, and pins a generation of the page or ends its pin. */
export function PinDialog({ detail, generation, onClose }: PinDialogProps) {
  const [reason, setReason] = useState('')
  const queryClient = useQueryClient()
  const { project, domain, deployment, path } = detail
  const { query } = detail
  const place = { project, domain, deployment, path, query }
  const mutation = useMutation({
    mutationFn: ({ id, isPinned }: PathGeneration) => {
      const why = reason.trim()
      const input = { ...place, ...(why === '' ? {} : { reason: why }) }
      return isPinned ? call(endpoints.unpinPath, input) : call(endpoints.pinPath, { ...input, generation: id })
    },
    onSuccess: async ({ seq }) => {
      const stale = [pathQueries, purgeQueries]
      await Promise.all(stale.map(({ all }) => queryClient.invalidateQueries({ queryKey: all() })))
      void askWhyAgain(queryClient, seq)
      close()
    },
  })

  function close() {
    mutation.reset()
    setReason('')
    onClose()
  }

  const isPinned = generation?.isPinned ?? false
  return (
    <ConfirmDialog
      isOpen={generation !== undefined}
      onClose={close}
      title={isPinned ? `Unpin ${path}` : `Pin ${path}`}
      confirmLabel={isPinned ? 'Unpin' : 'Pin this generation'}
      isBusy={mutation.isPending}
      onConfirm={() => generation && mutation.mutate(generation)}
    >
      {generation && (
        <>
          {isPinned ? (
            <p>All edges serve again what regenerations made of this page, as far as its time and purges allow.</p>
          ) : (
            <p>
              All edges serve the page as it was made <Ago at={generation.beganAt} />, html and data alike, until it is
              unpinned. What is regenerated meanwhile is kept and not served. Invalidations leave it alone; a deletion
              takes it away.
            </p>
          )}
          <Field label="Reason" hint="Kept in the journal and the audit.">
            {(ids) => (
              <Input {...ids} value={reason} maxLength={500} onChange={({ target }) => setReason(target.value)} />
            )}
          </Field>
          <CommandLine command={pinCommand(place, { generation, isPrevious: isBeforeServed(detail, generation) })} />
          <div>
            <CopyButton
              text={
                isPinned
                  ? restCommand(endpoints.unpinPath, place)
                  : restCommand(endpoints.pinPath, { ...place, generation: generation.id })
              }
              label="Copy as curl"
              showLabel
            />
          </div>
          {mutation.error && <Refusal>{mutation.error.message}</Refusal>}
        </>
      )}
    </ConfirmDialog>
  )
}

type PinChoice = { readonly generation: PathGeneration; readonly isPrevious: boolean }

/** The one before what is served needs no name: to pin it is to roll the page back. */
function pinCommand(place: Omit<PinInput, 'generation' | 'reason'>, { generation, isPrevious }: PinChoice): string {
  const { project, domain, deployment, path, query } = place
  const page = ['--project', project, '--domain', domain, '--path', path, ...(query === '' ? [] : ['--query', query])]
  const whole = deployment === undefined ? page : [...page, '--deployment', deployment]
  if (generation.isPinned) return commandLine('npx', 'freshet', 'unpin', ...whole)
  if (isPrevious)
    return commandLine('npx', 'freshet', 'rollback', ...(deployment === undefined ? [] : [deployment]), ...page)
  return commandLine('npx', 'freshet', 'pin', ...whole, '--generation', generation.id)
}

function isBeforeServed({ generations }: PathDetail, { id }: PathGeneration): boolean {
  const pinned = generations.findIndex(({ isPinned }) => isPinned)
  const served = pinned === -1 ? generations.findIndex(({ isCurrent }) => isCurrent) : pinned
  return served !== -1 && generations[served + 1]?.id === id
}
