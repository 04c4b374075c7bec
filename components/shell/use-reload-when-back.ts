'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { projectQueries } from '@/lib/queries/projects'

/**
 * For what stands in place of a page that could not be made: asks on, and loads the page again once calls that failed
 * succeed. An error that is no outage stays, for then no call fails.
 */
export function useReloadWhenBack() {
  const { failureCount, isSuccess, isError, isFetching } = useQuery({
    ...projectQueries.list(),
    refetchInterval: 5_000,
    staleTime: 0,
  })
  const wasAway = useRef(false)

  useEffect(() => {
    if (isError || failureCount > 0) wasAway.current = true
    else if (wasAway.current && isSuccess && !isFetching) window.location.reload()
  }, [failureCount, isError, isFetching, isSuccess])
}
