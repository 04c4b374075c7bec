'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { formatOf } from '@/components/format/numbers'
import { modeWords, SelectorTags } from '@/components/purges/selector-text'
import { CommandLine } from '@/components/ui/command-line'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Field, Input } from '@/components/ui/field'
import { Refusal } from '@/components/ui/refusal'
import { Tag } from '@/components/ui/tag'
import { endpoints } from '@/lib/contract/endpoints'
import { scopeWords } from '@/lib/contract/purge-words'
import type { Purge } from '@/lib/contract/purges'
import { commandLine } from '@/lib/contract/shell-words'
import { call } from '@/lib/queries/call'
import { pathQueries } from '@/lib/queries/paths'
import { projectQueries } from '@/lib/queries/projects'
import { purgeQueries } from '@/lib/queries/purges'
import { askWhyAgain } from '@/lib/queries/why'

type UndoDialogProps = { purge: Purge | undefined; onClose: (undone?: Purge) => void }

/** Says what an undo brings back, and takes the purge back. */
export function UndoDialog({ purge, onClose }: UndoDialogProps) {
  const [reason, setReason] = useState('')
  const queryClient = useQueryClient()
  const mutation = useMutation({
    mutationFn: ({ project, seq }: Purge) => {
      const why = reason.trim()
      return call(endpoints.undoPurge, { project, seq, ...(why === '' ? {} : { reason: why }) })
    },
    onSuccess: async (undone) => {
      const stale = [pathQueries, purgeQueries, projectQueries]
      await Promise.all(stale.map(({ all }) => queryClient.invalidateQueries({ queryKey: all() })))
      void askWhyAgain(queryClient, undone.undo?.seq ?? undone.seq)
      close(undone)
    },
  })

  function close(undone?: Purge) {
    mutation.reset()
    setReason('')
    onClose(undone)
  }

  return (
    <ConfirmDialog
      isOpen={purge !== undefined}
      onClose={close}
      title={purge ? `Undo purge ${purge.seq}` : ''}
      confirmLabel="Undo the purge"
      isBusy={mutation.isPending}
      onConfirm={() => purge && mutation.mutate(purge)}
    >
      {purge && (
        <>
          <p className="flex flex-wrap items-center gap-1">
            {modeWords(purge)} <SelectorTags selectors={purge.selectors} /> <Tag>{scopeWords(purge.scope)}</Tag>
          </p>
          <p>
            Of the {formatOf(purge.entryCount, 'entry', 'entries')} that it covered, those not regenerated since are
            served again as before it. What was regenerated stays; other purges still count.
          </p>
          <Field label="Reason" hint="Kept in the journal and the audit.">
            {(ids) => (
              <Input {...ids} value={reason} maxLength={500} onChange={({ target }) => setReason(target.value)} />
            )}
          </Field>
          <CommandLine
            command={commandLine('npx', 'freshet', 'purges', 'undo', String(purge.seq), '--project', purge.project)}
          />
          {mutation.error && <Refusal>{mutation.error.message}</Refusal>}
        </>
      )}
    </ConfirmDialog>
  )
}
