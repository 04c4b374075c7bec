'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { Field, Input } from '@/components/ui/field'
import { Refusal } from '@/components/ui/refusal'
import { Sheet } from '@/components/ui/sheet'
import { endpoints } from '@/lib/contract/endpoints'
import { type ChangeOriginInput, changeOriginInput } from '@/lib/contract/origins'
import { call } from '@/lib/queries/call'
import { originQueries } from '@/lib/queries/origins'

type OriginSheetProps = { project: string; isOpen: boolean; onClose: () => void }

/** Where an owner allows an origin at a private address. */
export function OriginSheet({ project, isOpen, onClose }: OriginSheetProps) {
  return (
    <Sheet
      isOpen={isOpen}
      onClose={onClose}
      title="Allow an origin"
      description="Everything this project deploys may reach it within seconds."
    >
      <div className="px-5 pt-4 pb-5">
        <OriginForm project={project} onAllowed={onClose} />
      </div>
    </Sheet>
  )
}

/** The form in it, by itself for the gallery. */
export function OriginForm({ project, onAllowed }: { project: string; onAllowed: () => void }) {
  const [text, setText] = useState('')
  const queryClient = useQueryClient()
  const allow = useMutation({
    mutationFn: (input: ChangeOriginInput) => call(endpoints.allowOrigin, input),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: originQueries.all() })
      onAllowed()
    },
  })
  const checked = changeOriginInput.shape.origin.safeParse(text)
  const fault = text === '' || checked.success ? undefined : 'Scheme, host and port alone: no path and no password.'

  function submit(event: FormEvent) {
    event.preventDefault()
    if (checked.success) allow.mutate({ project, origin: checked.data })
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-4" autoComplete="off">
      <Field label="Origin" error={fault} hint="Scheme, host and port, as a route or an image names it.">
        {(ids) => (
          <Input
            {...ids}
            required
            maxLength={300}
            inputMode="url"
            spellCheck={false}
            className="font-mono text-sm"
            placeholder="http://10.0.0.5:8080"
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
        )}
      </Field>
      {allow.error && <Refusal>{allow.error.message}</Refusal>}
      <Button type="submit" tone="primary" needs="admin" disabled={allow.isPending || !checked.success}>
        {allow.isPending ? 'Working…' : 'Allow origin'}
      </Button>
    </form>
  )
}
