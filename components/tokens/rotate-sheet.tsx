'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { MadeSecret } from '@/components/tokens/made-secret'
import { Button } from '@/components/ui/button'
import { Field, Select } from '@/components/ui/field'
import { Refusal } from '@/components/ui/refusal'
import { Sheet } from '@/components/ui/sheet'
import type { BypassToken } from '@/lib/contract/bypass-tokens'
import { endpoints } from '@/lib/contract/endpoints'
import { bypassTokenQueries } from '@/lib/queries/bypass-tokens'
import { call } from '@/lib/queries/call'

const OVERLAPS = [
  [0, 'not at all: it ends now'],
  [900, '15 minutes'],
  [3_600, 'an hour'],
  [86_400, 'a day'],
  [7 * 86_400, 'a week'],
] as const

type RotateSheetProps = { token: BypassToken | undefined; onClose: () => void }

/** Puts a new secret in the place of a token's; the old one goes on for a while. */
export function RotateSheet({ token, onClose }: RotateSheetProps) {
  return (
    <Sheet
      isOpen={token !== undefined}
      onClose={onClose}
      title={`Rotate “${token?.note ?? ''}”`}
      description="A new secret for the same paths, deployments and purposes."
    >
      <div className="px-5 pt-4 pb-5">{token && <RotateForm key={token.id} token={token} />}</div>
    </Sheet>
  )
}

/** Asks how long the old secret goes on, and shows the new one. */
export function RotateForm({ token }: { token: BypassToken }) {
  const [overlap, setOverlap] = useState('3600')
  const queryClient = useQueryClient()
  const rotate = useMutation({
    mutationFn: (overlapSeconds: number) => call(endpoints.rotateBypassToken, { id: token.id, overlapSeconds }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: bypassTokenQueries.all() }),
  })

  function submit(event: FormEvent) {
    event.preventDefault()
    rotate.mutate(Number(overlap))
  }

  if (rotate.data) {
    const { replaced, summary, token: secret } = rotate.data
    return (
      <MadeSecret secret={secret} token={summary}>
        <p className="text-muted">
          {replaced.state === 'revoked'
            ? 'The old one does not hold any more.'
            : `The old one holds until ${replaced.expiresAt?.replace('T', ' ').slice(0, 16)} UTC.`}
        </p>
      </MadeSecret>
    )
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Field
        label="The old one goes on for"
        hint="Time to hand the new secret to whatever uses it. Afterwards the count of refusals shows who still sends the old one."
      >
        {(ids) => (
          <Select {...ids} value={overlap} onChange={({ target }) => setOverlap(target.value)}>
            {OVERLAPS.map(([seconds, words]) => (
              <option key={seconds} value={seconds}>
                {words}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {rotate.error && <Refusal>{rotate.error.message}</Refusal>}
      <Button type="submit" tone="primary" disabled={rotate.isPending}>
        {rotate.isPending ? 'Working…' : 'Rotate token'}
      </Button>
    </form>
  )
}
