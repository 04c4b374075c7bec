'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { commandLine } from '@/components/format/shell'
import { Ago } from '@/components/shell/now'
import { CommandLine } from '@/components/ui/command-line'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Field, Input } from '@/components/ui/field'
import { Refusal } from '@/components/ui/refusal'
import { endpoints } from '@/lib/contract/endpoints'
import type { PathDetail, PathGeneration } from '@/lib/contract/paths'
import { call } from '@/lib/queries/call'
import { pathQueries } from '@/lib/queries/paths'
import { purgeQueries } from '@/lib/queries/purges'

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
  const query = detail.entries[0]?.query ?? ''
  const mutation = useMutation({
    mutationFn: ({ id, isPinned }: PathGeneration) => {
      const why = reason.trim()
      const page = { project, domain, deployment, path, query, ...(why === '' ? {} : { reason: why }) }
      return isPinned ? call(endpoints.unpinPath, page) : call(endpoints.pinPath, { ...page, generation: id })
    },
    onSuccess: async () => {
      const stale = [pathQueries, purgeQueries]
      await Promise.all(stale.map(({ all }) => queryClient.invalidateQueries({ queryKey: all() })))
      close()
    },
  })

  function close() {
    mutation.reset()
    setReason('')
    onClose()
  }

  const isPinned = generation?.isPinned ?? false
  const page = ['--project', project, '--domain', domain, '--path', path, ...(query === '' ? [] : ['--query', query])]
  return (
    <ConfirmDialog
      isOpen={generation !== undefined}
      onOpenChange={(isOpen) => {
        if (!isOpen) close()
      }}
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
          <CommandLine
            command={commandLine(
              'npx',
              'freshet',
              ...(isPinned ? ['unpin', ...page] : ['pin', ...page, '--generation', generation.id]),
            )}
          />
          {mutation.error && <Refusal>{mutation.error.message}</Refusal>}
        </>
      )}
    </ConfirmDialog>
  )
}
