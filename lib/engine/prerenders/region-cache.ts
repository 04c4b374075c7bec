import { type Body, type Cover, type Entry, isNewer } from '@/lib/engine/entry'
import type { EngineResponse, Routing } from '@/lib/engine/request'

/** An entry in the memory of one edge, with what was known of its purges when it was last judged. */
export type Held = {
  readonly entry: Entry
  cover: Cover
  /** `cover` counts every purge up to this number; later ones are in the edge's marks. */
  judgedSeq: number
  /** Touched since the evicting hand last came by. */
  isRecent: boolean
  /** Responses made in the running second: a hit hands one out again as it is. */
  ready: ReadyResponses | null
}

/** A whole response per encoding, good for one second (its `age`) and for one way through the routing table. */
export type ReadyResponses = {
  readonly second: number
  readonly routing: Routing
  identity: EngineResponse | null
  brotli: EngineResponse | null
}

type Share = { bytes: number; readonly held: Map<string, Held> }

/** What one entry costs beside its bytes and texts: objects and map slots. */
const OVERHEAD_BYTES = 2_048
/** What one text costs beside its characters. */
const TEXT_OVERHEAD_BYTES = 24

/**
 * The region cache: bounded in bytes and losable. When it is full, the project that holds most gives up its least
 * recently used entries (second chance), so that no project can push out another that uses less.
 */
export class RegionCache {
  readonly #limitBytes: number
  readonly #held = new Map<string, Held>()
  readonly #shares = new Map<string, Share>()
  #bytes = 0

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes
  }

  get sizeBytes(): number {
    return this.#bytes
  }

  get entryCount(): number {
    return this.#held.size
  }

  get(key: string): Held | undefined {
    const held = this.#held.get(key)
    if (held !== undefined) held.isRecent = true
    return held
  }

  /** Keeps an entry, unless a newer one is held already: two fills may arrive in either order. */
  put(entry: Entry, known: { readonly cover: Cover; readonly judgedSeq: number }): Held {
    const key = entry.id.key
    const previous = this.#held.get(key)
    if (previous !== undefined && staysHeld(previous.entry, entry)) return previous
    if (previous !== undefined) this.delete(key)

    const { cover, judgedSeq } = known
    const held: Held = { entry, cover, judgedSeq, isRecent: false, ready: null }
    const bytes = costOf(entry)
    if (bytes > this.#limitBytes / 4) return held
    const share = this.#shareOf(entry.id.projectId)
    share.held.set(key, held)
    share.bytes += bytes
    this.#held.set(key, held)
    this.#bytes += bytes
    while (this.#bytes > this.#limitBytes) this.#evictOne()
    return held
  }

  delete(key: string): void {
    const held = this.#held.get(key)
    if (held === undefined) return
    const share = this.#shareOf(held.entry.id.projectId)
    const bytes = costOf(held.entry)
    this.#held.delete(key)
    share.held.delete(key)
    share.bytes -= bytes
    this.#bytes -= bytes
  }

  /** Nobody can ask for these any more. Takes time that grows with all that is held. */
  forgetDeployment(id: string): void {
    for (const [key, { entry }] of this.#held) if (entry.id.deploymentId === id) this.delete(key)
  }

  clear(): void {
    this.#held.clear()
    this.#shares.clear()
    this.#bytes = 0
  }

  #shareOf(projectId: string): Share {
    const share = this.#shares.get(projectId) ?? { bytes: 0, held: new Map<string, Held>() }
    this.#shares.set(projectId, share)
    return share
  }

  #evictOne(): void {
    let largest: Share | undefined
    for (const share of this.#shares.values()) if (largest === undefined || share.bytes > largest.bytes) largest = share
    if (largest === undefined) return
    for (const [key, held] of largest.held) {
      if (!held.isRecent) {
        this.delete(key)
        return
      }
      held.isRecent = false
      largest.held.delete(key)
      largest.held.set(key, held)
    }
  }
}

/** Whether what is held stays when another entry would replace it: of two pinned entries, the one pinned later stays. */
function staysHeld(held: Entry, other: Entry): boolean {
  if (held.pinnedSeq === other.pinnedSeq) return held.pinnedSeq === null && isNewer(held, other)
  return false
}

/** Measured on small entries; texts count because functions, and visitors' queries, decide how long they are. */
function costOf({ id, version }: Entry): number {
  const texts = [id.key, id.groupKey, id.path, id.query, ...version.tags, ...version.headers.flat()]
  const textBytes = texts.reduce((sum, text) => sum + TEXT_OVERHEAD_BYTES + text.length, 0)
  return OVERHEAD_BYTES + textBytes + heldBytes(version.body) + (version.state === null ? 0 : heldBytes(version.state))
}

function heldBytes({ identity, brotli }: Body): number {
  return identity.byteLength + (brotli?.byteLength ?? 0)
}
