'use client'

import { QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { NowProvider } from '@/components/shell/now'
import { getQueryClient } from '@/lib/queries/query-client'

/** What every page's client components rely on. */
export function Providers({ serverNowMs, children }: { serverNowMs: number; children: ReactNode }) {
  return (
    <QueryClientProvider client={getQueryClient()}>
      <NowProvider serverNowMs={serverNowMs}>{children}</NowProvider>
    </QueryClientProvider>
  )
}
