'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { newestDeployments } from '@/components/deployments/limits'
import { MadeSecret } from '@/components/tokens/made-secret'
import { Button } from '@/components/ui/button'
import { Field, Input, Select, Textarea } from '@/components/ui/field'
import { Refusal } from '@/components/ui/refusal'
import { Sheet } from '@/components/ui/sheet'
import {
  type BypassPurpose,
  bypassPurpose,
  type CreateBypassTokenInput,
  pathPattern,
} from '@/lib/contract/bypass-tokens'
import { endpoints } from '@/lib/contract/endpoints'
import { bypassTokenQueries } from '@/lib/queries/bypass-tokens'
import { call } from '@/lib/queries/call'
import { deploymentQueries } from '@/lib/queries/deployments'

const PURPOSE_TEXT: Record<BypassPurpose, string> = {
  draft: 'Draft: pages as editors see them, by the cookie __prerender_bypass',
  revalidate: 'Revalidate: regenerate a page, by the header x-prerender-revalidate',
  protection: 'Protection: open a protected site, by the header or query x-vercel-protection-bypass',
}

type BypassSheetProps = { project: string; isOpen: boolean; onClose: () => void }

/** Makes a bypass token; its secret is shown once. */
export function BypassSheet({ project, isOpen, onClose }: BypassSheetProps) {
  return (
    <Sheet
      isOpen={isOpen}
      onClose={onClose}
      title="New bypass token"
      description={`Gets its holder past the cache or past protection of ${project}.`}
    >
      <div className="px-5 pt-4 pb-5">
        <BypassForm project={project} />
      </div>
    </Sheet>
  )
}

/** What a bypass token is for, where it holds, and how long. */
export function BypassForm({ project }: { project: string }) {
  const [note, setNote] = useState('')
  const [purposes, setPurposes] = useState<readonly BypassPurpose[]>(['revalidate'])
  const [pathText, setPathText] = useState('')
  const [deployment, setDeployment] = useState('')
  const [days, setDays] = useState('365')
  const queryClient = useQueryClient()
  const create = useMutation({
    mutationFn: (input: CreateBypassTokenInput) => call(endpoints.createBypassToken, input),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: bypassTokenQueries.all() }),
  })
  const paths = pathText.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]))

  function submit(event: FormEvent) {
    event.preventDefault()
    const deployments = deployment === '' ? [] : [deployment]
    const expiry = days === '' ? {} : { expiresInDays: Number(days) }
    create.mutate({ project, note: note.trim(), purposes: [...purposes], paths, deployments, ...expiry })
  }

  if (create.data) return <MadeSecret secret={create.data.token} token={create.data.summary} />
  return (
    <form onSubmit={submit} className="flex flex-col gap-4" autoComplete="off">
      <Field label="Note" hint="What uses it, so that whoever rotates it knows whom to tell.">
        {(ids) => (
          <Input {...ids} required maxLength={200} value={note} onChange={({ target }) => setNote(target.value)} />
        )}
      </Field>
      <PurposeChoice chosen={purposes} onChange={setPurposes} />
      <Field
        label="Only these paths"
        error={faultOf(paths)}
        hint="One per line, such as /about, or /blog/* for everything below. Leave empty for all paths."
      >
        {(ids) => (
          <Textarea
            {...ids}
            rows={2}
            spellCheck={false}
            className="font-mono text-sm"
            placeholder="/blog/*"
            value={pathText}
            onChange={({ target }) => setPathText(target.value)}
          />
        )}
      </Field>
      <DeploymentChoice project={project} value={deployment} onChange={setDeployment} />
      <Field label="Expires">
        {(ids) => (
          <Select {...ids} value={days} onChange={({ target }) => setDays(target.value)}>
            <option value="1">in a day</option>
            <option value="30">in 30 days</option>
            <option value="90">in 90 days</option>
            <option value="365">in a year</option>
            <option value="">when it is revoked</option>
          </Select>
        )}
      </Field>
      {create.error && <Refusal>{create.error.message}</Refusal>}
      <Button
        type="submit"
        tone="primary"
        disabled={create.isPending || purposes.length === 0 || faultOf(paths) !== undefined}
      >
        {create.isPending ? 'Working…' : 'Create bypass token'}
      </Button>
    </form>
  )
}

type PurposeChoiceProps = {
  chosen: readonly BypassPurpose[]
  onChange: (chosen: readonly BypassPurpose[]) => void
}

function PurposeChoice({ chosen, onChange }: PurposeChoiceProps) {
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-1 font-medium">Opens</legend>
      {bypassPurpose.options.map((purpose) => (
        <label key={purpose} className="flex cursor-pointer items-start gap-2">
          <input
            type="checkbox"
            checked={chosen.includes(purpose)}
            onChange={({ target }) =>
              onChange(
                bypassPurpose.options.filter((each) => (each === purpose ? target.checked : chosen.includes(each))),
              )
            }
            className="mt-0.5 size-4 shrink-0 accent-accent"
          />
          <span>{PURPOSE_TEXT[purpose]}</span>
        </label>
      ))}
      {chosen.length === 0 && <p className="text-danger text-sm">Choose what it opens.</p>}
    </fieldset>
  )
}

type DeploymentChoiceProps = { project: string; value: string; onChange: (id: string) => void }

function DeploymentChoice({ project, value, onChange }: DeploymentChoiceProps) {
  const { data } = useQuery(deploymentQueries.list(newestDeployments(project)))
  const ready = data?.deployments.filter(({ state }) => state === 'ready') ?? []
  return (
    <Field label="Deployments" hint="A token for one deployment ends with it, and does not follow a promotion.">
      {(ids) => (
        <Select {...ids} value={value} onChange={({ target }) => onChange(target.value)}>
          <option value="">all of the project</option>
          {ready.map(({ id, source, isProduction }) => (
            <option key={id} value={id}>
              {[id, source, isProduction ? 'live' : ''].filter(Boolean).join(' · ')}
            </option>
          ))}
        </Select>
      )}
    </Field>
  )
}

/** What is wrong with the first text that is not a path. */
function faultOf(paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const checked = pathPattern.safeParse(path)
    if (!checked.success) return `${path}: ${checked.error.issues[0]?.message}`
  }
  return undefined
}
