'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { MoveRequest } from '@/components/deployments/deployment-table'
import { moveCommand, movesTo } from '@/components/deployments/moves'
import { countOf, WarmChoice, type WarmUpDraft } from '@/components/deployments/warm-choice'
import { CommandLine } from '@/components/ui/command-line'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Field, Input } from '@/components/ui/field'
import { Refusal } from '@/components/ui/refusal'
import { Skeleton } from '@/components/ui/skeleton'
import { endpoints } from '@/lib/contract/endpoints'
import type { Job } from '@/lib/contract/jobs'
import { call } from '@/lib/queries/call'
import { deploymentQueries } from '@/lib/queries/deployments'
import { jobQueries } from '@/lib/queries/jobs'
import { projectQueries } from '@/lib/queries/projects'

type MoveDialogProps = {
  project: string
  move: MoveRequest | undefined
  onClose: () => void
  /** The promotion waits for pages to be warm: this job does both. */
  onWarming: (job: Job) => void
}

/** Lists what a promotion or roll back moves, and moves it. */
export function MoveDialog({ project, move, onClose, onWarming }: MoveDialogProps) {
  const [reason, setReason] = useState('')
  const [draft, setDraft] = useState<WarmUpDraft | null>(null)
  const queryClient = useQueryClient()
  const mutation = useMutation({
    mutationFn: async ({ kind, deployment: { id: deployment } }: MoveRequest): Promise<Job | null> => {
      const count = draft === null ? undefined : countOf(draft)
      if (kind === 'roll_back') {
        await call(endpoints.rollBack, { project, deployment, ...(reason.trim() ? { reason: reason.trim() } : {}) })
      } else if (count === undefined) {
        await call(endpoints.promote, { project, deployment })
      } else {
        const gate = draft?.hasGate ? { gate: {} } : {}
        const selection = { kind: 'top', count } as const
        return call(endpoints.createWarmUp, { project, deployment, selection, promote: true, ...gate })
      }
      return null
    },
    onSuccess: async (job) => {
      await Promise.all(
        [deploymentQueries, projectQueries, jobQueries].map(({ all }) =>
          queryClient.invalidateQueries({ queryKey: all() }),
        ),
      )
      close()
      if (job !== null) onWarming(job)
    },
  })

  function close() {
    mutation.reset()
    setReason('')
    setDraft(null)
    onClose()
  }

  const isRollback = move?.kind === 'roll_back'
  return (
    <ConfirmDialog
      isOpen={move !== undefined}
      onClose={close}
      title={move ? `${isRollback ? 'Roll back to' : 'Promote'} ${move.deployment.id}` : ''}
      confirmLabel={labelOf(isRollback, draft)}
      isReady={draft === null || countOf(draft) !== undefined}
      isBusy={mutation.isPending}
      onConfirm={() => move && mutation.mutate(move)}
    >
      {move && (
        <>
          <Moves project={project} deployment={move.deployment.id} />
          <p>
            {isRollback
              ? 'Its entries are still stored, so visitors get them at once. New deployments are not promoted by themselves until somebody promotes.'
              : `Visitors of these domains get it ${draft === null ? 'at once' : 'once its pages are warm'}. New deployments with --prod are promoted by themselves again.`}
          </p>
          {isRollback && (
            <Field label="Reason" hint="Optional. Kept in the journal and the audit.">
              {(ids) => (
                <Input {...ids} value={reason} maxLength={500} onChange={({ target }) => setReason(target.value)} />
              )}
            </Field>
          )}
          {!isRollback && <WarmChoice draft={draft} onChange={setDraft} />}
          <CommandLine
            command={moveCommand(move.kind, { project, id: move.deployment.id }, isRollback ? null : draft)}
          />
          {mutation.error && <Refusal>{mutation.error.message}</Refusal>}
        </>
      )}
    </ConfirmDialog>
  )
}

function labelOf(isRollback: boolean, draft: WarmUpDraft | null): string {
  if (isRollback) return 'Roll back'
  return draft === null ? 'Promote' : 'Warm, then promote'
}

function Moves({ project, deployment }: { project: string; deployment: string }) {
  const { data, error } = useQuery(deploymentQueries.domains({ project }))
  if (error) return <Refusal>Which domains move could not be read. {error.message}</Refusal>
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
