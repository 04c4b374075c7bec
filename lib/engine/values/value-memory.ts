import type { Cover } from '@/lib/engine/entry'
import { type CachedValue, valueKey } from '@/lib/engine/values/value'

/** A value in the memory of one edge, with what was known of its purges when it was read. */
export type HeldValue = {
  readonly value: CachedValue
  readonly cover: Cover
  /** `cover` counts every purge up to this number. */
  readonly judgedSeq: number
  /** The tags besides its own that `cover` counts. */
  readonly judgedTags: ReadonlySet<string>
}

type Share = { bytes: number; readonly held: Map<string, HeldValue> }

/** What one value costs beside its bytes and texts. */
const OVERHEAD_BYTES = 1_024

/**
 * Values of the data cache in the memory of one edge: bounded in bytes and losable. When it is full, the project that
 * holds most gives up what it used longest ago.
 */
export class ValueMemory {
  readonly #limitBytes: number
  readonly #shares = new Map<string, Share>()
  #bytes = 0

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes
  }

  get sizeBytes(): number {
    return this.#bytes
  }

  get(projectId: string, key: string): HeldValue | undefined {
    const held = this.#shares.get(projectId)?.held
    const found = held?.get(key)
    if (held === undefined || found === undefined) return undefined
    held.delete(key)
    held.set(key, found)
    return found
  }

  /** Keeps a value, unless one that began later is held. */
  put(held: HeldValue): void {
    const { id } = held.value
    const key = valueKey(id)
    const bytes = costOf(held)
    const previous = this.#shares.get(id.projectId)?.held.get(key)
    if ((previous?.value.stamp ?? 0) > held.value.stamp) return
    this.delete(id.projectId, key)
    if (bytes > this.#limitBytes / 4) return
    const share = this.#shares.get(id.projectId) ?? { bytes: 0, held: new Map() }
    this.#shares.set(id.projectId, share)
    share.held.set(key, held)
    share.bytes += bytes
    this.#bytes += bytes
    while (this.#bytes > this.#limitBytes) this.#evictOne()
  }

  delete(projectId: string, key: string): void {
    const share = this.#shares.get(projectId)
    const held = share?.held.get(key)
    if (share === undefined || held === undefined) return
    share.held.delete(key)
    share.bytes -= costOf(held)
    this.#bytes -= costOf(held)
    if (share.held.size === 0) this.#shares.delete(projectId)
  }

  clear(): void {
    this.#shares.clear()
    this.#bytes = 0
  }

  #evictOne(): void {
    const [largest] = [...this.#shares].sort(([, one], [, other]) => other.bytes - one.bytes)
    const oldest = largest?.[1].held.keys().next().value
    if (largest !== undefined && oldest !== undefined) this.delete(largest[0], oldest)
  }
}

function costOf({ value: { id, tags, note, body }, judgedTags }: HeldValue): number {
  const texts = [id.key, note, ...tags, ...judgedTags]
  const textBytes = texts.reduce((sum, text) => sum + 24 + text.length, 0)
  return OVERHEAD_BYTES + textBytes + body.identity.byteLength + (body.brotli?.byteLength ?? 0)
}
