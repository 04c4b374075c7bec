'use client'

import { useCallback, useEffect, useReducer } from 'react'
import { type LiveAction, liveAfter, liveBeginning } from '@/components/live/live-state'
import { type LiveFilterInput, type LiveList, liveMessage } from '@/lib/contract/live'
import { ApiFailure } from '@/lib/queries/call'
import { watchLive } from '@/lib/queries/live'

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 10_000
/** What another try does not change. */
const FINAL = new Set(['invalid', 'unauthorized', 'forbidden', 'not_found'])

/** What came is not what this page understands: after an upgrade of the dashboard, or from a proxy that answers in its place. */
const UNREADABLE = {
  code: 'unreadable',
  message: 'The dashboard sent something that this page cannot read. Reload it.',
}

/** The tail of a project, from a beginning on: it follows while the page is open, and comes back after each break. */
export function useLive(filter: LiveFilterInput, beginning: LiveList) {
  const [state, dispatch] = useReducer(liveAfter, beginning, liveBeginning)

  // biome-ignore lint/correctness/useExhaustiveDependencies: another filter or beginning makes another tail, by its key
  useEffect(() => {
    const leaving = new AbortController()
    void follow(filter, beginning.now, dispatch, leaving.signal)
    return () => leaving.abort()
  }, [])

  const setPaused = useCallback((isPaused: boolean) => dispatch({ kind: 'paused', isPaused }), [])
  return { state, setPaused }
}

async function follow(
  filter: LiveFilterInput,
  since: string,
  dispatch: (action: LiveAction) => void,
  signal: AbortSignal,
): Promise<void> {
  let lastSeen: string | undefined
  let waitMs = FIRST_WAIT_MS
  while (!signal.aborted) {
    let why = 'The dashboard ended the stream.'
    try {
      for await (const events of watchLive(filter, { since, lastSeen, signal })) {
        waitMs = FIRST_WAIT_MS
        for (const { id } of events) lastSeen = id ?? lastSeen
        const messages = events
          .filter(({ event }) => event !== '')
          .map(({ event, data }) => liveMessage.parse({ event, data: JSON.parse(data) }))
        dispatch({ kind: 'told', messages })
        if (messages.some(({ event }) => event === 'end')) return
      }
    } catch (error) {
      if (signal.aborted) return
      const failure = error instanceof ApiFailure ? error : UNREADABLE
      if (FINAL.has(failure.code)) {
        dispatch({ kind: 'phase', phase: { kind: 'refused', message: failure.message } })
        return
      }
      why = failure.message
    }
    dispatch({ kind: 'phase', phase: { kind: 'broken', message: why } })
    await wait(waitMs, signal)
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)
  }
}

function wait(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      // A tail that comes back for hours would gather a listener each time.
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
  })
}
