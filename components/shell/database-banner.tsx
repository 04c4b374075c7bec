'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useSyncExternalStore } from 'react'
import { Banner } from '@/components/ui/banner'
import { ApiFailure } from '@/lib/queries/call'

/** Says that what is on the screen is old, as long as the database or the dashboard cannot be reached. */
export function DatabaseBanner() {
  const cache = useQueryClient().getQueryCache()
  const outage = useSyncExternalStore(
    useCallback((onChange) => cache.subscribe(onChange), [cache]),
    () =>
      cache
        .getAll()
        .map(({ state }) => state.error ?? state.fetchFailureReason)
        .filter((error) => error instanceof ApiFailure)
        .find(({ code }) => code === 'unavailable' || code === 'unreachable')?.code,
    () => undefined,
  )
  if (outage === undefined) return null
  return outage === 'unavailable' ? (
    <Banner tone="danger" title="The database cannot be reached.">
      Edges go on serving what they have in memory. Figures below are the last ones read; purges and deployments wait
      until it is back. This page tries again by itself.
    </Banner>
  ) : (
    <Banner tone="danger" title="The dashboard does not answer.">
      Figures below are the last ones read. This page tries again by itself.
    </Banner>
  )
}
