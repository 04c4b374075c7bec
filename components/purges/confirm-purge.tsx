'use client'

import { useState } from 'react'
import { formatOf } from '@/components/format/numbers'
import { confirmationFor } from '@/components/purges/purge-draft'
import { Button } from '@/components/ui/button'
import { Field, Input } from '@/components/ui/field'
import type { CreatePurgeInput, PurgeReach } from '@/lib/contract/purges'
import { formatShare } from '@/lib/contract/shares'

type ConfirmPurgeProps = {
  purge: CreatePurgeInput
  reach: PurgeReach
  whole: PurgeReach
  /** An instant to come; `undefined`: now. */
  at?: string | undefined
  isBusy: boolean
  onConfirm: (reason: string | undefined) => void
}

/** Asks more the further a purge reaches: a click, a tick at the counts, or the project's name and a reason. */
export function ConfirmPurge({ purge, reach, whole, at, isBusy, onConfirm }: ConfirmPurgeProps) {
  const [isTicked, setIsTicked] = useState(false)
  const [name, setName] = useState('')
  const [reason, setReason] = useState('')
  const isEverything = purge.selectors.some(({ kind }) => kind === 'all')
  const confirmation = confirmationFor(reach, whole, isEverything)
  const isDelete = purge.mode === 'delete'
  const counts = formatOf(reach.entryCount, 'entry', 'entries')
  const isConfirmed = {
    click: true,
    tick: isTicked,
    name: name === purge.project && reason.trim() !== '',
  }[confirmation]

  return (
    <div className="mt-auto flex flex-col gap-3 pt-1">
      {reach.entryCount === 0 && (
        <p className="text-muted">Nothing stored matches now. The purge is journalled all the same.</p>
      )}
      {confirmation === 'tick' && (
        <label className="flex cursor-pointer items-start gap-2">
          <input
            type="checkbox"
            checked={isTicked}
            onChange={({ target }) => setIsTicked(target.checked)}
            className="mt-0.5 size-4 accent-accent"
          />
          <span>
            I mean all {counts} in {formatOf(reach.pathCount, 'path', 'paths')}.
          </span>
        </label>
      )}
      {confirmation === 'name' && (
        <>
          <p className="rounded-lg bg-danger-soft px-3 py-2.5">
            This covers {counts}, {formatShare(reach.entryCount / whole.entryCount)} of what {purge.project} has stored.
          </p>
          <Field label={`Type ${purge.project} to go on`}>
            {(ids) => (
              <Input
                {...ids}
                value={name}
                autoComplete="off"
                spellCheck={false}
                onChange={({ target }) => setName(target.value)}
              />
            )}
          </Field>
          <Field label="Reason" hint="Kept in the journal and the audit.">
            {(ids) => (
              <Input {...ids} value={reason} maxLength={500} onChange={({ target }) => setReason(target.value)} />
            )}
          </Field>
        </>
      )}
      <Button
        type="submit"
        needs="purge"
        tone={isDelete ? 'danger' : 'primary'}
        disabled={!isConfirmed || isBusy}
        onClick={() => onConfirm(reason.trim() || undefined)}
      >
        {isBusy
          ? 'Writing to the journal…'
          : `${at === undefined ? '' : 'Plan: '}${isDelete ? 'Delete' : 'Invalidate'} ${counts}`}
      </Button>
    </div>
  )
}
