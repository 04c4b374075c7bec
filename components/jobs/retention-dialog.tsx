'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { formatBytes, formatOf } from '@/components/format/numbers'
import { CommandLine } from '@/components/ui/command-line'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Field, Input } from '@/components/ui/field'
import { Refusal } from '@/components/ui/refusal'
import { endpoints } from '@/lib/contract/endpoints'
import {
  type Retention,
  type RetentionPlan,
  type SetRetentionInput,
  setRetentionInput,
  sizeOf,
} from '@/lib/contract/retention'
import { commandLine } from '@/lib/contract/shell-words'
import { call } from '@/lib/queries/call'
import { jobQueries } from '@/lib/queries/jobs'

type Draft = { readonly versions: string; readonly values: string }

/** Changes what a project may keep, and says before what would go. */
export function RetentionDialog({ retention, onClose }: { retention: Retention; onClose: () => void }) {
  const { project, versions, values } = retention
  const [draft, setDraft] = useState<Draft>({
    versions: formatBytes(versions.budgetBytes),
    values: formatBytes(values.budgetBytes),
  })
  const queryClient = useQueryClient()
  const mutation = useMutation({
    mutationFn: (budgets: SetRetentionInput) => call(endpoints.setRetention, budgets),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: jobQueries.all() })
      onClose()
    },
  })
  const checked = setRetentionInput.safeParse(changesOf(retention, draft))
  const isChanged = checked.success && Object.keys(checked.data).length > 1
  const plan = useQuery({ ...jobQueries.retentionPlan(checked.data ?? { project }), enabled: isChanged })
  const goes = plan.data !== undefined && plan.data.versions.count + plan.data.values.count > 0
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title="Change the budgets"
      confirmLabel={goes ? 'Set, and remove' : 'Set the budgets'}
      tone={goes ? 'danger' : 'primary'}
      isBusy={mutation.isPending}
      isReady={isChanged && plan.isSuccess}
      onConfirm={() => checked.data && mutation.mutate(checked.data)}
    >
      <p>
        Beyond its budget a project loses its oldest history, and what nobody read for longest. What is served stays.
      </p>
      <Field label="Versions of pages" hint="1 MB to 1,024 TB.">
        {(ids) => (
          <Input
            {...ids}
            value={draft.versions}
            onChange={({ target }) => setDraft({ ...draft, versions: target.value })}
          />
        )}
      </Field>
      <Field label="Data cache" hint="Values that functions keep.">
        {(ids) => (
          <Input
            {...ids}
            value={draft.values}
            onChange={({ target }) => setDraft({ ...draft, values: target.value })}
          />
        )}
      </Field>
      {!checked.success && <Refusal>{sentenceOf(checked.error.issues)}</Refusal>}
      {isChanged && plan.data && <RetentionPlanFacts plan={plan.data} />}
      {plan.error && <Refusal>{plan.error.message}</Refusal>}
      {checked.data && isChanged && <CommandLine command={retentionCommand(checked.data)} />}
      {mutation.error && <Refusal>{mutation.error.message}</Refusal>}
    </ConfirmDialog>
  )
}

/** What retention would remove. */
export function RetentionPlanFacts({ plan: { versions, values } }: { plan: RetentionPlan }) {
  const parts = [
    { ...versions, one: 'regeneration', many: 'regenerations' },
    { ...values, one: 'value', many: 'values' },
  ].filter(({ excessBytes }) => excessBytes > 0)
  if (parts.length === 0) return <p role="status">Nothing goes: all is within these budgets.</p>
  return (
    <div role="status" className="flex flex-col gap-1 text-text">
      {parts.map(({ one, many, count, bytes, isLeast, excessBytes }) => (
        <p key={one}>
          {isLeast ? 'More than' : 'About'} <strong>{formatOf(count, one, many)}</strong> will go within the hour, the
          oldest first: {formatBytes(bytes)} of {formatBytes(excessBytes)} beyond the budget.
          {bytes < excessBytes && !isLeast && ' The rest is served, and stays.'}
        </p>
      ))}
    </div>
  )
}

/** Only what was changed: a budget in full bytes is not rounded to what its field shows. */
function changesOf({ project, versions, values }: Retention, draft: Draft) {
  const changed = (text: string, { budgetBytes }: { readonly budgetBytes: number }) =>
    text.trim() === formatBytes(budgetBytes) ? undefined : (sizeOf(text) ?? Number.NaN)
  const versionBudgetBytes = changed(draft.versions, versions)
  const valueBudgetBytes = changed(draft.values, values)
  return {
    project,
    ...(versionBudgetBytes === undefined ? {} : { versionBudgetBytes }),
    ...(valueBudgetBytes === undefined ? {} : { valueBudgetBytes }),
  }
}

function sentenceOf(issues: readonly { readonly code: string; readonly message: string }[]): string {
  const [issue] = issues
  if (issue === undefined || issue.code === 'invalid_type') return 'Write a size such as 500 MB or 20 GB.'
  return issue.message
}

function retentionCommand({ project, versionBudgetBytes, valueBudgetBytes }: SetRetentionInput): string {
  return commandLine(
    ...['npx', 'freshet', 'retention', '--project', project],
    ...(versionBudgetBytes === undefined ? [] : ['--versions', sized(versionBudgetBytes)]),
    ...(valueBudgetBytes === undefined ? [] : ['--values', sized(valueBudgetBytes)]),
  )
}

/** Without a space, and to the byte. */
function sized(bytes: number): string {
  const short = formatBytes(bytes).replace(' ', '')
  return sizeOf(short) === bytes ? short : String(bytes)
}
