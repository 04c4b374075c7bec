import * as z from 'zod/mini'
import { handOut } from '@/lib/adapters/functions/host/handed-values'
import type { ValuePouch } from '@/lib/adapters/functions/host/kept-values'
import { currentCall } from '@/lib/adapters/functions/host/request-context'
import { howOf, type Purger } from '@/lib/adapters/functions/host/wanted-purges'
import { concatenated } from '@/lib/engine/bytes'

type Durations = { readonly expire?: number }

/** An entry of `use cache` as Next hands it over. Lifetimes are in seconds, the timestamp in milliseconds. */
type UseCacheEntry = {
  readonly value: ReadableStream<Uint8Array>
  readonly tags: readonly string[]
  readonly stale: number
  readonly timestamp: number
  readonly expire: number
  readonly revalidate: number
}

const lifetimes = z.object({ stale: z.number(), expire: z.number(), revalidate: z.number() })

/** From here on a lifetime is as good as none. */
const WITHOUT_END_SECONDS = 31_536_000
/** To be made again now, behind the answer. */
const OVERDUE = -1

/** The handler behind `use cache`, in the spelling of Next 16 and of Next 15. */
export function createUseCache(values: ValuePouch, purge: Purger) {
  /** Values on their way to the edge: whoever asks for one of them waits, instead of making it again. */
  const pending = new Map<string, Promise<void>>()
  const updateTags = (tags: readonly string[], durations?: Durations) => purge({ ...howOf(durations), tags: [...tags] })

  return {
    async get(key: string, softTags: readonly string[] = []): Promise<UseCacheEntry | undefined> {
      await pending.get(key)
      const found = await values.read('use_cache', key, softTags)
      if (found === undefined) return undefined
      const { tags, bytes, note, madeAtMs, isStale, stamp } = found
      handOut([{ stamp, tags }])
      const entry = lifetimes.parse(JSON.parse(note))
      const revalidate = isStale ? OVERDUE : entry.revalidate
      return { value: streamOf(bytes), tags, timestamp: madeAtMs, ...entry, revalidate }
    },
    async set(key: string, entry: Promise<UseCacheEntry>): Promise<void> {
      const kept = keep(values, key, entry).finally(() => {
        if (pending.get(key) === kept) pending.delete(key)
      })
      pending.set(key, kept)
      await kept
    },
    refreshTags: async (): Promise<void> => {},
    /** The edge judges each entry by all tags there are: Next has nothing to compare. */
    getExpiration: async (): Promise<number> => Number.POSITIVE_INFINITY,
    updateTags,
    expireTags: (...tags: readonly string[]) => updateTags(tags),
    receiveExpiredTags: async (): Promise<void> => {},
  }
}

/** A value that fails while it is made is Next's to report; nothing of it is kept. */
async function keep(values: ValuePouch, key: string, pending: Promise<UseCacheEntry>): Promise<void> {
  let made: { readonly entry: UseCacheEntry; readonly bytes: Uint8Array } | undefined
  try {
    const entry = await pending
    made = { entry, bytes: await bytesOf(entry.value) }
  } catch {
    return
  }
  const { tags, timestamp, stale, expire, revalidate } = made.entry
  const maker = currentCall()?.handed
  const handed = [{ stamp: maker?.beganToMake(key) ?? 0, tags }, ...(maker?.all() ?? [])]
  // Whoever runs now may wait for it; whoever begins while it is written can join them.
  handOut(handed)
  await values.write('use_cache', key, {
    bytes: made.bytes,
    tags,
    note: JSON.stringify({ stale, expire, revalidate } satisfies z.infer<typeof lifetimes>),
    madeAtMs: timestamp,
    expireSeconds: expire >= WITHOUT_END_SECONDS ? null : expire,
  })
  handOut(handed)
}

async function bytesOf(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of stream) {
    chunks.push(chunk)
    sizeBytes += chunk.byteLength
  }
  return concatenated(chunks, sizeBytes)
}

function streamOf(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      // Whoever reads it may keep the buffer for itself.
      controller.enqueue(Uint8Array.from(bytes))
      controller.close()
    },
  })
}
