import type { AskMessage } from '@/lib/adapters/functions/channel-protocol'
import type { AskEdge } from '@/lib/adapters/functions/host/edge-channel'
import { currentCall, type HostedCall } from '@/lib/adapters/functions/host/request-context'

type Purge = (AskMessage & { readonly ask: 'purge' })['purges'][number]

/** Purges that wait to be sent, by mode. */
type Batch = { readonly tags: Map<Purge['mode'], Set<string>>; readonly sent: Promise<void> }

/** Asks for a purge. Resolves when the edge obeys it, rejects when that is not so. */
export type Purger = (purge: Purge) => Promise<void>

/**
 * Gathers what is wanted in one turn of the event loop and asks for it at once: Next tells each event to every handler.
 * A purge never joins one that was sent before it, which may be older than the change it follows.
 */
export function createPurger(askEdge: AskEdge): Purger {
  const batches = new Map<HostedCall | undefined, Batch>()

  function open(call: HostedCall | undefined): Batch {
    const tags: Batch['tags'] = new Map()
    const turn = Promise.withResolvers<void>()
    setImmediate(turn.resolve)
    const sent = turn.promise.then(async () => {
      batches.delete(call)
      await askEdge({ ask: 'purge', purges: [...tags].map(([mode, names]) => ({ mode, tags: [...names] })) })
    })
    call?.held.add(sent)
    const release = () => void call?.held.delete(sent)
    sent.then(release, release)
    // Also where the function waits for nothing: its call is not over before its purges are.
    call?.context.waitUntil(sent)
    return { tags, sent }
  }

  return ({ mode, tags }) => {
    const call = currentCall()
    const batch = batches.get(call) ?? open(call)
    batches.set(call, batch)
    const names = batch.tags.get(mode) ?? new Set()
    batch.tags.set(mode, names)
    for (const tag of tags) names.add(tag)
    return batch.sent
  }
}

/** What Next's durations want of a purge: gone now without a lifetime, else stale. */
export function modeOf(durations: { readonly expire?: number | undefined } | undefined): Purge['mode'] {
  return (durations?.expire ?? 0) > 0 ? 'invalidate' : 'delete'
}
