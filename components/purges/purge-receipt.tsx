'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { ProbeResult, ReceiptPanel } from '@/components/purges/receipt-panel'
import { Button } from '@/components/ui/button'
import { endpoints } from '@/lib/contract/endpoints'
import type { Purge } from '@/lib/contract/purges'
import { call } from '@/lib/queries/call'
import { purgeQueries } from '@/lib/queries/purges'

/** The receipt of a purge, read again until nobody is missing, and the probe. */
export function PurgeReceipt({ purge }: { purge: Purge }) {
  const wish = { project: purge.project, seq: purge.seq }
  const detail = useQuery(purgeQueries.detail(wish))
  const probe = useMutation({ mutationFn: () => call(endpoints.probePurge, wish) })
  return (
    <div className="flex flex-col gap-3">
      <ReceiptPanel receipt={detail.data?.receipt} failure={detail.data ? undefined : detail.error?.message} />
      {purge.undo === null && (
        <div className="flex flex-col items-start gap-2">
          {probe.data && <ProbeResult probe={probe.data} />}
          {probe.error && <p role="alert">The edges could not be asked. {probe.error.message}</p>}
          <Button size="small" onClick={() => probe.mutate()} disabled={probe.isPending}>
            {probe.isPending ? 'Asking the edges…' : 'Probe'}
          </Button>
          <p className="text-muted text-sm">Asks each edge what it would do with a sample. Renders nothing.</p>
        </div>
      )}
    </div>
  )
}
