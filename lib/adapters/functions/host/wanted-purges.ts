import type { AskMessage } from '@/lib/adapters/functions/channel-protocol'
import type { AskEdge } from '@/lib/adapters/functions/host/edge-channel'
import { currentCall, type HostedCall } from '@/lib/adapters/functions/host/request-context'

type Purge = (AskMessage & { readonly ask: 'purge' })['purges'][number]
type How = Omit<Purge, 'tags'>

/** Purges that wait to be sent, those of one kind together. */
type Batch = { readonly purges: Map<string, How & { readonly tags: Set<string> }>; readonly sent: Promise<void> }

/** Asks for a purge. Resolves when the edge obeys it, rejects when that is not so. */
export type Purger = (purge: Purge) => Promise<void>

/**
 * Gathers what is wanted in one turn of the event loop and asks for it at once: Next tells each event to every handler.
 * A purge never joins one that was sent before it, which may be older than the change it follows.
 */
export function createPurger(askEdge: AskEdge): Purger {
  const batches = new Map<HostedCall | undefined, Batch>()

  function open(call: HostedCall | undefined): Batch {
    const purges: Batch['purges'] = new Map()
    const turn = Promise.withResolvers<void>()
    setImmediate(turn.resolve)
    const sent = turn.promise.then(async () => {
      batches.delete(call)
      await askEdge({
        ask: 'purge',
        purges: [...purges.values()].map(({ tags, ...how }) => ({ ...how, tags: [...tags] })),
      })
    })
    call?.held.add(sent)
    const release = () => void call?.held.delete(sent)
    sent.then(release, release)
    // Also where the function waits for nothing: its call is not over before its purges are.
    call?.context.waitUntil(sent)
    return { purges, sent }
  }

  return ({ tags, ...how }) => {
    const call = currentCall()
    const batch = batches.get(call) ?? open(call)
    batches.set(call, batch)
    const kind = `${how.mode} ${how.deadlineSeconds}`
    const wanted = batch.purges.get(kind) ?? { ...how, tags: new Set() }
    batch.purges.set(kind, wanted)
    for (const tag of tags) wanted.tags.add(tag)
    return batch.sent
  }
}

const YEAR_SECONDS = 365 * 24 * 60 * 60

export const INVALIDATION: How = { mode: 'invalidate', deadlineSeconds: 0 }

/** A deletion after so many seconds, in which it only makes stale; a deadline of a year or more is none. */
export function deletionWithin(seconds: number): How {
  if (seconds >= YEAR_SECONDS) return INVALIDATION
  return { mode: 'delete', deadlineSeconds: seconds > 0 ? seconds : 0 }
}

/** What Next's durations want of a purge: gone now without a lifetime, else stale for as long as it is. */
export function howOf(durations: { readonly expire?: number | undefined } | undefined): How {
  return deletionWithin(durations?.expire ?? 0)
}
