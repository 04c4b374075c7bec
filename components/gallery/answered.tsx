'use client'

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { fetchIn } from '@/components/gallery/scenes/answer'
import type { Answers } from '@/components/gallery/scenes/scene'

/** Draws what is inside once every call of the API gets its answer from here; `fetch` is as before when it goes. */
export function Answered({ answers, children }: { answers: Answers; children: ReactNode }) {
  const [client] = useState(freshClient)
  const [isSet, setIsSet] = useState(false)

  useEffect(() => {
    const ask = window.fetch
    window.fetch = fetchIn(answers, ask)
    setIsSet(true)
    return () => {
      window.fetch = ask
    }
  }, [answers])

  return <QueryClientProvider client={client}>{isSet && children}</QueryClientProvider>
}

function freshClient() {
  return new QueryClient({ defaultOptions: { queries: { retry: false } } })
}
