'use client'

import { useQuery } from '@tanstack/react-query'
import { ProbeButton } from '@/components/purges/probe-button'
import { ReceiptPanel } from '@/components/purges/receipt-panel'
import { endpoints } from '@/lib/contract/endpoints'
import type { Purge } from '@/lib/contract/purges'
import { call } from '@/lib/queries/call'
import { purgeQueries } from '@/lib/queries/purges'

/** The receipt of a purge, read again until nobody is missing, and the probe. */
export function PurgeReceipt({ purge }: { purge: Purge }) {
  const input = { project: purge.project, seq: purge.seq }
  const detail = useQuery(purgeQueries.detail(input))
  return (
    <div className="flex flex-col gap-3">
      <ReceiptPanel receipt={detail.data?.receipt} failure={detail.data ? undefined : detail.error?.message} />
      {purge.undo === null && (
        <ProbeButton
          ask={() => call(endpoints.probePurge, input)}
          note="Asks each edge what it would do with a sample."
        />
      )}
    </div>
  )
}
