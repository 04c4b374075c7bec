'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { CommandLine } from '@/components/ui/command-line'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { Field, Input, Select } from '@/components/ui/field'
import { Refusal } from '@/components/ui/refusal'
import { endpoints } from '@/lib/contract/endpoints'
import type { Job } from '@/lib/contract/jobs'
import { commandLine } from '@/lib/contract/shell-words'
import { type WarmSelection, warmSelection } from '@/lib/contract/warm-ups'
import { call } from '@/lib/queries/call'
import { jobQueries } from '@/lib/queries/jobs'

type Draft = {
  readonly kind: WarmSelection['kind']
  readonly count: string
  readonly tag: string
  readonly path: string
}
const FIRST: Draft = { kind: 'top', count: '100', tag: '', path: '/sitemap.xml' }

type WarmDialogProps = {
  project: string
  isOpen: boolean
  onClose: () => void
  onAsked: (job: Job) => void
}

/** Asks which pages to regenerate, and enqueues that. */
export function WarmDialog({ project, isOpen, onClose, onAsked }: WarmDialogProps) {
  const [draft, setDraft] = useState(FIRST)
  const queryClient = useQueryClient()
  const mutation = useMutation({
    mutationFn: (selection: WarmSelection) => call(endpoints.createWarmUp, { project, selection }),
    onSuccess: async (job) => {
      await queryClient.invalidateQueries({ queryKey: jobQueries.all() })
      close()
      onAsked(job)
    },
  })
  const selection = selectionOf(draft)

  function close() {
    mutation.reset()
    setDraft(FIRST)
    onClose()
  }

  return (
    <ConfirmDialog
      isOpen={isOpen}
      onClose={close}
      title="Warm pages up"
      confirmLabel="Warm up"
      isBusy={mutation.isPending}
      isReady={selection !== undefined}
      onConfirm={() => selection && mutation.mutate(selection)}
    >
      <p>Pages of the production domains are regenerated before visitors ask for them. Fresh ones are left alone.</p>
      <SelectionFields draft={draft} onChange={(parts) => setDraft({ ...draft, ...parts })} />
      {selection && <CommandLine command={warmCommand(project, selection)} />}
      {mutation.error && <Refusal>{mutation.error.message}</Refusal>}
    </ConfirmDialog>
  )
}

function SelectionFields({ draft, onChange }: { draft: Draft; onChange: (parts: Partial<Draft>) => void }) {
  return (
    <>
      <Field label="Pages">
        {(ids) => (
          <Select
            {...ids}
            value={draft.kind}
            onChange={({ target }) => onChange({ kind: warmKind(target.value) ?? draft.kind })}
          >
            <option value="top">that visitors ask for most</option>
            <option value="tag">with a tag</option>
            <option value="sitemap">that a sitemap names</option>
          </Select>
        )}
      </Field>
      {draft.kind === 'top' && (
        <Field label="How many" hint="By requests of the last day.">
          {(ids) => (
            <Input
              {...ids}
              inputMode="numeric"
              value={draft.count}
              onChange={({ target }) => onChange({ count: target.value })}
            />
          )}
        </Field>
      )}
      {draft.kind === 'tag' && (
        <Field label="Tag">
          {(ids) => <Input {...ids} value={draft.tag} onChange={({ target }) => onChange({ tag: target.value })} />}
        </Field>
      )}
      {draft.kind === 'sitemap' && (
        <Field label="Path of the sitemap" hint="It is asked of the site itself.">
          {(ids) => <Input {...ids} value={draft.path} onChange={({ target }) => onChange({ path: target.value })} />}
        </Field>
      )}
    </>
  )
}

function warmKind(value: string): WarmSelection['kind'] | undefined {
  return (['top', 'tag', 'sitemap'] as const).find((kind) => kind === value)
}

function selectionOf({ kind, count, tag, path }: Draft): WarmSelection | undefined {
  const chosen = { top: { kind, count: Number(count) }, tag: { kind, tag }, sitemap: { kind, path } }[kind]
  return warmSelection.safeParse(chosen).data
}

function warmCommand(project: string, selection: WarmSelection): string {
  const chosen = {
    top: () => ['--top', selection.kind === 'top' ? String(selection.count) : ''],
    tag: () => ['--tag', selection.kind === 'tag' ? selection.tag : ''],
    sitemap: () => ['--sitemap', selection.kind === 'sitemap' ? selection.path : ''],
  }[selection.kind]()
  return commandLine('npx', 'freshet', 'warm', '--project', project, ...chosen)
}
