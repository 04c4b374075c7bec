'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Field, Input, Select, Textarea } from '@/components/ui/field'
import { Refusal } from '@/components/ui/refusal'
import { Sheet } from '@/components/ui/sheet'
import { type Environment, environment } from '@/lib/contract/domains'
import { endpoints } from '@/lib/contract/endpoints'
import { type SetVariableInput, variableName } from '@/lib/contract/variables'
import { call } from '@/lib/queries/call'
import { variableQueries } from '@/lib/queries/variables'

/** What is known before the operator types: nothing, or the variable that gets another value. */
export type VariableDraft = { readonly name: string; readonly environments: readonly Environment[] }

type VariableSheetProps = {
  project: string
  draft: VariableDraft | undefined
  onClose: () => void
}

/** Sets a variable. What was typed is forgotten when the sheet closes, and cannot be shown again. */
export function VariableSheet({ project, draft, onClose }: VariableSheetProps) {
  return (
    <Sheet
      isOpen={draft !== undefined}
      onClose={onClose}
      title={draft?.name ? `Replace ${draft.name}` : 'Set a variable'}
      description="Functions restart with it. The value is not shown again."
    >
      <div className="px-5 pt-4 pb-5">
        {draft && (
          <VariableForm
            key={`${draft.name} ${draft.environments.join()}`}
            project={project}
            draft={draft}
            onSet={onClose}
          />
        )}
      </div>
    </Sheet>
  )
}

type VariableFormProps = { project: string; draft: VariableDraft; onSet: () => void }

/** The form in it, by itself for the gallery. */
export function VariableForm({ project, draft, onSet }: VariableFormProps) {
  const [name, setName] = useState(draft.name)
  const [value, setValue] = useState('')
  const [environments, setEnvironments] = useState(draft.environments.join(' '))
  const queryClient = useQueryClient()
  const save = useMutation({
    mutationFn: (input: SetVariableInput) => call(endpoints.setVariable, input),
    // What was sent must not stay in memory beside the form.
    gcTime: 0,
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: variableQueries.all() })
      onSet()
    },
  })
  const checked = variableName.safeParse(name)
  const fault = name === '' || checked.success ? undefined : checked.error.issues[0]?.message

  function submit(event: FormEvent) {
    event.preventDefault()
    if (!checked.success) return
    const named = environment.options.filter((each) => environments.split(' ').includes(each))
    save.mutate({ project, name: checked.data, value, environments: named })
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-4" autoComplete="off">
      <Field label="Name" error={fault} hint="As functions read it: letters, digits and underscores.">
        {(ids) => (
          <Input
            {...ids}
            required
            maxLength={256}
            spellCheck={false}
            readOnly={draft.name !== ''}
            className="font-mono text-sm"
            placeholder="CMS_TOKEN"
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        )}
      </Field>
      <Field
        label="Value"
        hint="Taken as it is, including line breaks and spaces. It overrides a value from the build."
      >
        {(ids) => (
          <Textarea
            {...ids}
            rows={4}
            spellCheck={false}
            autoComplete="off"
            className="font-mono text-sm"
            value={value}
            onChange={({ target }) => setValue(target.value)}
          />
        )}
      </Field>
      <Field label="For">
        {(ids) => (
          <Select {...ids} value={environments} onChange={({ target }) => setEnvironments(target.value)}>
            <option value="production preview">production and preview</option>
            <option value="production">production</option>
            <option value="preview">preview</option>
          </Select>
        )}
      </Field>
      {save.error && <Refusal>{save.error.message}</Refusal>}
      <Button type="submit" tone="primary" needs="deploy" disabled={save.isPending || !checked.success}>
        {save.isPending ? 'Working…' : 'Set variable'}
      </Button>
    </form>
  )
}
