'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Button } from '@/components/ui/button'
import { CommandLine } from '@/components/ui/command-line'
import { Field, Input, Select } from '@/components/ui/field'
import { Refusal } from '@/components/ui/refusal'
import { Sheet } from '@/components/ui/sheet'
import { endpoints } from '@/lib/contract/endpoints'
import { type CreateDraftLinkInput, type CreateDraftLinkResult, siteUrl } from '@/lib/contract/protection'
import { call } from '@/lib/queries/call'
import { protectionQueries } from '@/lib/queries/protection'

type DraftLinkSheetProps = {
  /** Of the page, as far as it is known. */
  url: string
  isOpen: boolean
  onClose: () => void
}

/** Makes a draft link, which is shown once. */
export function DraftLinkSheet({ url, isOpen, onClose }: DraftLinkSheetProps) {
  return (
    <Sheet
      isOpen={isOpen}
      onClose={onClose}
      title="New draft link"
      description="Anyone who opens it sees one page in draft mode, even on a protected host."
    >
      <div className="px-5 pt-4 pb-5">
        <DraftLinkForm url={url} />
      </div>
    </Sheet>
  )
}

/** The form in it, by itself for the gallery. */
export function DraftLinkForm({ url: known }: { url: string }) {
  const [url, setUrl] = useState(known)
  const [note, setNote] = useState('')
  const [hours, setHours] = useState('72')
  const queryClient = useQueryClient()
  const create = useMutation({
    mutationFn: (input: CreateDraftLinkInput) => call(endpoints.createDraftLink, input),
    gcTime: 0,
    onSuccess: () => queryClient.invalidateQueries({ queryKey: protectionQueries.all() }),
  })
  const fault = url === '' || siteUrl.safeParse(url).success ? undefined : 'This is not the URL of a page (https://…).'

  function submit(event: FormEvent) {
    event.preventDefault()
    create.mutate({ url, note, expiresInHours: Number(hours) })
  }

  if (create.data) return <MadeDraftLink made={create.data} />
  return (
    <form onSubmit={submit} className="flex flex-col gap-4" autoComplete="off">
      <Field label="Page" error={fault} hint="On a domain of the project or the host of a deployment.">
        {(ids) => (
          <Input
            {...ids}
            required
            inputMode="url"
            spellCheck={false}
            maxLength={2_300}
            className="font-mono text-sm"
            placeholder="https://shop.example.com/news/42"
            value={url}
            onChange={({ target }) => setUrl(target.value)}
          />
        )}
      </Field>
      <Field label="For whom" hint="Shown in the list and in the audit.">
        {(ids) => (
          <Input {...ids} required maxLength={200} value={note} onChange={({ target }) => setNote(target.value)} />
        )}
      </Field>
      <Field label="Ends">
        {(ids) => (
          <Select {...ids} value={hours} onChange={({ target }) => setHours(target.value)}>
            <option value="4">in 4 hours</option>
            <option value="24">in a day</option>
            <option value="72">in 3 days</option>
            <option value="336">in 2 weeks</option>
            <option value="2160">in 90 days</option>
          </Select>
        )}
      </Field>
      {create.error && <Refusal>{create.error.message}</Refusal>}
      <Button type="submit" tone="primary" disabled={create.isPending || fault !== undefined}>
        {create.isPending ? 'Working…' : 'Make draft link'}
      </Button>
    </form>
  )
}

/** The link, once. */
export function MadeDraftLink({ made: { url, leaveUrl } }: { made: CreateDraftLinkResult }) {
  return (
    <div role="status" className="flex flex-col gap-3">
      <p className="font-medium">Copy it now: it is not shown again.</p>
      <CommandLine command={url} />
      <p className="text-muted">To leave draft mode, open</p>
      <CommandLine command={leaveUrl} />
    </div>
  )
}
