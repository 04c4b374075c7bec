'use client'

import { useMutation } from '@tanstack/react-query'
import { Button } from '@/components/ui/button'
import { CommandLine } from '@/components/ui/command-line'
import { Panel } from '@/components/ui/panel'
import { Refusal } from '@/components/ui/refusal'
import { revealingCommand } from '@/components/why/why-commands'
import { endpoints } from '@/lib/contract/endpoints'
import { call } from '@/lib/queries/call'

/** A token with which a real request is told why, as a command to paste. It is shown here and kept nowhere. */
export function RevealPanel({ url }: { url: string }) {
  const making = useMutation({ mutationFn: () => call(endpoints.createWhyToken, { url }) })
  return (
    <Panel title="A real request" note="header x-freshet-why">
      <div className="flex flex-col items-start gap-2.5 px-3.5 py-3">
        <p className="max-w-3xl text-muted">
          The answers above are predictions. A request that carries this token is answered like any visitor’s, and the
          answer says why in a header, including what it waited for. The token is valid for 15 minutes, for this project
          only, and cannot change anything.
        </p>
        {making.data === undefined ? (
          <Button onClick={() => making.mutate()} disabled={making.isPending}>
            {making.isPending ? 'Making a token …' : 'Make a curl command'}
          </Button>
        ) : (
          <CommandLine command={revealingCommand(url, making.data)} className="w-full" />
        )}
        {making.error && <Refusal>{making.error.message}</Refusal>}
      </div>
    </Panel>
  )
}
