'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { MoveRequest } from '@/components/deployments/deployment-table'
import { moveCommand, movesTo } from '@/components/deployments/moves'
import { CommandLine } from '@/components/ui/command-line'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Field, Input } from '@/components/ui/field'
import { Skeleton } from '@/components/ui/skeleton'
import { endpoints } from '@/lib/contract/endpoints'
import { call } from '@/lib/queries/call'
import { deploymentQueries } from '@/lib/queries/deployments'
import { projectQueries } from '@/lib/queries/projects'

type MoveDialogProps = { project: string; move: MoveRequest | undefined; onClose: () => void }

/** Lists what a promotion or roll back moves, and moves it. */
export function MoveDialog({ project, move, onClose }: MoveDialogProps) {
  const [reason, setReason] = useState('')
  const queryClient = useQueryClient()
  const mutation = useMutation({
    mutationFn: ({ kind, deployment: { id } }: MoveRequest) =>
      kind === 'promote'
        ? call(endpoints.promote, { project, deployment: id })
        : call(endpoints.rollBack, { project, deployment: id, ...(reason.trim() ? { reason: reason.trim() } : {}) }),
    onSuccess: async () => {
      await Promise.all(
        [deploymentQueries, projectQueries].map(({ all }) => queryClient.invalidateQueries({ queryKey: all() })),
      )
      close()
    },
  })

  function close() {
    mutation.reset()
    setReason('')
    onClose()
  }

  const isRollback = move?.kind === 'roll_back'
  return (
    <ConfirmDialog
      isOpen={move !== undefined}
      onOpenChange={(isOpen) => {
        if (!isOpen) close()
      }}
      title={move ? `${isRollback ? 'Roll back to' : 'Promote'} ${move.deployment.id}` : ''}
      confirmLabel={isRollback ? 'Roll back' : 'Promote'}
      isBusy={mutation.isPending}
      onConfirm={() => move && mutation.mutate(move)}
    >
      {move && (
        <>
          <Moves project={project} deployment={move.deployment.id} />
          <p>
            {isRollback
              ? 'Its entries are still stored, so visitors get them at once. New deployments are not promoted by themselves until somebody promotes.'
              : 'Visitors of these domains get it at once. New deployments with --prod are promoted by themselves again.'}
          </p>
          {isRollback && (
            <Field label="Reason" hint="Optional. Kept in the journal and the audit.">
              {(ids) => (
                <Input {...ids} value={reason} maxLength={500} onChange={({ target }) => setReason(target.value)} />
              )}
            </Field>
          )}
          <CommandLine command={moveCommand(move.kind, { project, id: move.deployment.id })} />
          {mutation.error && (
            <p role="alert" className="rounded-lg bg-danger-soft px-3 py-2.5 text-text">
              {mutation.error.message}
            </p>
          )}
        </>
      )}
    </ConfirmDialog>
  )
}

function Moves({ project, deployment }: { project: string; deployment: string }) {
  const { data, error } = useQuery(deploymentQueries.domains({ project }))
  if (error) return <p role="alert">Which domains move could not be read. {error.message}</p>
  if (!data) return <Skeleton className="h-9" />
  const moves = movesTo(data.domains, deployment)
  if (moves.length === 0) return <p>No production domain would move.</p>
  return (
    <ul className="divide-y divide-line rounded-lg border border-line text-text">
      {moves.map(({ domain, from, to }) => (
        <li key={domain} className="px-3 py-2">
          <p className="font-medium">{domain}</p>
          <p className="break-all font-mono text-muted text-sm">
            {from ?? 'nothing'} → {to}
          </p>
        </li>
      ))}
    </ul>
  )
}
