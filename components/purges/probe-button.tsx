'use client'

import { useMutation } from '@tanstack/react-query'
import { ProbeResult } from '@/components/purges/receipt-panel'
import { Button } from '@/components/ui/button'
import { Refusal } from '@/components/ui/refusal'
import type { Probe } from '@/lib/contract/receipts'

type ProbeButtonProps = {
  /** Asks the edges. */
  ask: () => Promise<Probe>
  /** What is asked, as a sentence. */
  note: string
  /** What it means that all obey; that none shows a page from before, if left out. */
  proved?: string
}

/** Asks each edge for its verdict when it is pressed, and shows what they say. */
export function ProbeButton({ ask, note, proved }: ProbeButtonProps) {
  const probe = useMutation({ mutationFn: ask })
  return (
    <div className="flex flex-col items-start gap-2">
      {probe.data && <ProbeResult probe={probe.data} proved={proved} />}
      {probe.error && <Refusal>The edges could not be asked. {probe.error.message}</Refusal>}
      <Button size="small" onClick={() => probe.mutate()} disabled={probe.isPending}>
        {probe.isPending ? 'Asking the edges…' : 'Probe'}
      </Button>
      <p className="text-muted text-sm">{note} Renders nothing.</p>
    </div>
  )
}
