import { defaultShouldDehydrateQuery, dehydrate, HydrationBoundary, type QueryClient } from '@tanstack/react-query'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { parseTheme, THEME_COOKIE } from '@/components/shell/theme'
import type { OpsContext } from '@/lib/ops/context'
import { getQueryClient } from '@/lib/queries/query-client'
import { isPlainHttp } from '@/lib/server/session'

type OperatorPageProps = {
  /** Loads what the page shows first. What fails is asked again by the browser, which shows why. */
  prefetch: (queryClient: QueryClient) => readonly Promise<void>[]
  /** Begins what takes longer and is shown further down: the page does not wait, and what is loaded follows in the same answer. */
  later?: (queryClient: QueryClient) => void
  children: ReactNode
}

/** A page whose first data comes with it, from the operations themselves rather than over HTTP. */
export async function OperatorPage({ prefetch, later, children }: OperatorPageProps) {
  const queryClient = getQueryClient()
  await Promise.all(prefetch(queryClient))
  later?.(queryClient)
  const state = dehydrate(queryClient, {
    shouldDehydrateQuery: (query) => defaultShouldDehydrateQuery(query) || query.state.status === 'pending',
  })
  return <HydrationBoundary state={state}>{children}</HydrationBoundary>
}

/** What the frame of every page shows of the one who looks: address, role, theme, and whether others can listen. */
export async function viewerOf({ actor }: OpsContext) {
  return {
    email: actor.kind === 'operator' ? actor.email : '',
    role: actor.kind === 'operator' ? actor.role : ('viewer' as const),
    isPlainHttp: await isPlainHttp(),
    theme: parseTheme((await cookies()).get(THEME_COOKIE)?.value),
  }
}
