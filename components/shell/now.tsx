'use client'

import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { formatAgo, formatInstant } from '@/components/format/durations'

const Now = createContext(0)

type NowProviderProps = {
  /** The server's time when it made the page: the first render in the browser must show the same ages. */
  serverNowMs: number
  children: ReactNode
}

/** The server's time, carried on by this computer's clock once a second; a wrong clock here changes no age. */
export function NowProvider({ serverNowMs, children }: NowProviderProps) {
  const [nowMs, setNowMs] = useState(serverNowMs)

  useEffect(() => {
    const beganAt = performance.now()
    const timer = setInterval(() => setNowMs(serverNowMs + performance.now() - beganAt), 1_000)
    return () => clearInterval(timer)
  }, [serverNowMs])

  return <Now value={nowMs}>{children}</Now>
}

/** The present, in milliseconds since 1970; renders again each second. */
export function useNowMs(): number {
  return useContext(Now)
}

/** How long ago an instant was; the instant itself, in UTC, is the tooltip. */
export function Ago({ at }: { at: string }) {
  const nowMs = useNowMs()
  return (
    <time dateTime={at} title={formatInstant(at)}>
      {formatAgo(Date.parse(at), nowMs)}
    </time>
  )
}
