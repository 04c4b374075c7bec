'use client'

import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Failure } from '@/components/ui/failure'

type LoadedProps<Result> = {
  query: UseQueryResult<Result>
  /** Skeleton of the same size as what will come. */
  loading: ReactNode
  /** What could not be loaded, as a sentence. */
  failure: string
  children: (result: Result) => ReactNode
}

/** A query's result, or its skeleton, or its error. What was loaded once stays while a later refetch fails. */
export function Loaded<Result>({ query, loading, failure, children }: LoadedProps<Result>) {
  if (query.data !== undefined) return children(query.data)
  if (query.error) return <Failure title={failure} message={query.error.message} onRetry={() => void query.refetch()} />
  return loading
}
