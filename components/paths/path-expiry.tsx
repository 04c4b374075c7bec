'use client'

import { formatCoarse, formatInstant } from '@/components/format/durations'
import { useNowMs } from '@/components/shell/now'

/** In how much time a page may not even be served stale any more. */
export function PathExpiry({ at }: { at: string | null }) {
  const nowMs = useNowMs()
  if (at === null) return <span className="text-faint">never</span>
  const seconds = (Date.parse(at) - nowMs) / 1_000
  return (
    <time dateTime={at} title={formatInstant(at)}>
      {seconds <= 0 ? 'expired' : `in ${formatCoarse(seconds)}`}
    </time>
  )
}
