'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { newestDeployments } from '@/components/deployments/limits'
import { ConfirmPurge } from '@/components/purges/confirm-purge'
import { PlanPanel } from '@/components/purges/plan-panel'
import {
  DeadlineChoice,
  InstantChoice,
  ModeChoice,
  ScopeChoice,
  SelectorChoice,
} from '@/components/purges/purge-choices'
import { checkDraft, instantOf, type PurgeDraft, purgeCommand } from '@/components/purges/purge-draft'
import { PlannedResult, PurgeResult } from '@/components/purges/purge-result'
import { UndoDialog } from '@/components/purges/undo-dialog'
import { CommandLine } from '@/components/ui/command-line'
import { Refusal } from '@/components/ui/refusal'
import { endpoints } from '@/lib/contract/endpoints'
import { type CreatePurgeInput, type Purge, type PurgeReachInput, purge } from '@/lib/contract/purges'
import type { SchedulePurgeInput } from '@/lib/contract/scheduled-purges'
import { call } from '@/lib/queries/call'
import { deploymentQueries } from '@/lib/queries/deployments'
import { pathQueries } from '@/lib/queries/paths'
import { projectQueries } from '@/lib/queries/projects'
import { purgeQueries } from '@/lib/queries/purges'
import { askWhyAgain } from '@/lib/queries/why'

type PurgeFormProps = { project: string; initialDraft: PurgeDraft }

/** Scope, selector, reach, mode, confirmation, result: in that order, and nothing assumed. */
export function PurgeForm({ project, initialDraft }: PurgeFormProps) {
  const [draft, setDraft] = useState(initialDraft)
  const queryClient = useQueryClient()
  const projects = useQuery(projectQueries.list())
  const deployments = useQuery(deploymentQueries.list(newestDeployments(project)))
  const create = useMutation({
    mutationFn: async (input: CreatePurgeInput) => purge.parse(await call(endpoints.createPurge, input)),
    onSuccess: async ({ seq }) => {
      const stale = [pathQueries, purgeQueries, projectQueries]
      await Promise.all(stale.map(({ all }) => queryClient.invalidateQueries({ queryKey: all() })))
      void askWhyAgain(queryClient, seq)
    },
  })
  const schedule = useMutation({
    mutationFn: (input: SchedulePurgeInput) => call(endpoints.schedulePurge, input),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: purgeQueries.all() }),
  })
  const checked = checkDraft(project, draft)
  const at = instantOf(draft)
  const domains = projects.data?.projects.find(({ name }) => name === project)?.domains ?? []

  function change(changes: Partial<PurgeDraft>) {
    create.reset()
    schedule.reset()
    setDraft({ ...draft, ...changes })
  }

  if (schedule.data) return <PlannedResult planned={schedule.data} onAgain={() => schedule.reset()} />
  if (create.data) return <DonePurge purge={create.data} onAgain={() => create.reset()} />

  return (
    <form className="flex flex-1 flex-col gap-4" onSubmit={(event) => event.preventDefault()}>
      <ScopeChoice
        scope={draft.scope}
        domains={domains}
        deployments={deployments.data?.deployments.filter(({ state }) => state === 'ready') ?? []}
        onChange={(scope) => change({ scope })}
      />
      <SelectorChoice draft={draft} error={checked.kind === 'wrong' ? checked.message : undefined} onChange={change} />
      <ModeChoice mode={draft.mode} onChange={(mode) => change({ mode })} />
      {draft.mode === 'delete' && (
        <DeadlineChoice seconds={draft.deadlineSeconds} onChange={(deadlineSeconds) => change({ deadlineSeconds })} />
      )}
      <InstantChoice at={draft.at} onChange={(instant) => change({ at: instant })} />
      {checked.kind === 'ready' ? (
        <ReadyPurge
          purge={checked.purge}
          at={at}
          isBusy={create.isPending || schedule.isPending}
          failure={(create.error ?? schedule.error)?.message}
          onConfirm={(reason) => {
            const purge = { ...checked.purge, ...(reason ? { reason } : {}) }
            if (at === undefined) create.mutate(purge)
            else schedule.mutate({ ...purge, at })
          }}
        />
      ) : (
        <p className="rounded-lg bg-sunken px-3 py-2.5 text-muted" aria-live="polite">
          {checked.kind === 'wrong' ? checked.message : checked.missing}
        </p>
      )}
    </form>
  )
}

function DonePurge({ purge, onAgain }: { purge: Purge; onAgain: () => void }) {
  const [undoing, setUndoing] = useState<Purge>()
  const [undone, setUndone] = useState<Purge>()
  return (
    <>
      <PurgeResult purge={undone ?? purge} onAgain={onAgain} onUndo={setUndoing} />
      <UndoDialog
        purge={undoing}
        onClose={(taken) => {
          setUndoing(undefined)
          setUndone(taken)
        }}
      />
    </>
  )
}

type ReadyPurgeProps = {
  purge: CreatePurgeInput
  at: string | undefined
  isBusy: boolean
  failure: string | undefined
  onConfirm: (reason: string | undefined) => void
}

function ReadyPurge({ purge, at, isBusy, failure, onConfirm }: ReadyPurgeProps) {
  const { project, scope, selectors } = purge
  const reachInput: PurgeReachInput = { project, scope, selectors }
  const everything: PurgeReachInput = { project, scope: { kind: 'project' }, selectors: [{ kind: 'all' }] }
  const reach = useQuery(purgeQueries.plan(reachInput))
  const whole = useQuery(purgeQueries.reach(everything))
  return (
    <>
      <PlanPanel plan={reach.data} failure={(reach.error ?? whole.error)?.message} />
      <CommandLine command={purgeCommand(purge, at)} />
      {failure && <Refusal>{failure}</Refusal>}
      {reach.data && whole.data && (
        <ConfirmPurge
          key={JSON.stringify(reachInput)}
          purge={purge}
          reach={reach.data}
          whole={whole.data}
          at={at}
          isBusy={isBusy}
          onConfirm={onConfirm}
        />
      )}
    </>
  )
}
