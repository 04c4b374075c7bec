import type { Site } from '@/lib/engine/deployment'
import type { Body } from '@/lib/engine/entry'
import type { StoredElsewhere } from '@/lib/engine/fleet/hearing'
import { Watches } from '@/lib/engine/fleet/watches'
import type { BypassTokens, Leases } from '@/lib/engine/fleet-ports'
import type { ImageOptimizer } from '@/lib/engine/images/optimizer'
import { Meter } from '@/lib/engine/metering/tally'
import type {
  BlobStore,
  Clock,
  EarlierAssets,
  EntryStore,
  FunctionRuntime,
  IdSource,
  Journal,
  Origins,
  Packer,
  Sites,
  StreamPacker,
  ValueStore,
} from '@/lib/engine/ports'
import type { Regenerated } from '@/lib/engine/prerenders/regenerate'
import { RegionCache } from '@/lib/engine/prerenders/region-cache'
import type { Door } from '@/lib/engine/protection/door'
import { TokenMeter } from '@/lib/engine/protection/token-meter'
import type { JournalView } from '@/lib/engine/purges/journal-view'
import type { Routing } from '@/lib/engine/request'
import { Collapser } from '@/lib/engine/steps/collapse'
import type { Found } from '@/lib/engine/steps/lookup'
import { ValueMemory } from '@/lib/engine/values/value-memory'

/** The outside world of one edge, behind ports. */
export type Outside = {
  readonly clock: Clock
  readonly sites: Sites
  readonly entries: EntryStore
  readonly leases: Leases
  readonly bypassTokens: BypassTokens
  readonly values: ValueStore
  readonly blobs: BlobStore
  readonly packer: Packer
  readonly streamPacker: StreamPacker
  readonly journal: Journal
  readonly functions: FunctionRuntime
  readonly images: ImageOptimizer
  readonly origins: Origins
  readonly earlierAssets: EarlierAssets
  readonly door: Door
  readonly ids: IdSource
  /** Resolves once the journal has been applied up to `seq`; rejects when it cannot be read. */
  readonly catchUp: (seq: number) => Promise<void>
  /** Tells the other edges, soon, that the entries of these keys have been stored again. */
  readonly announce: (keys: readonly string[]) => void
  /** Takes a promise that nobody waits for; its failure is logged. */
  readonly background: (work: Promise<unknown>) => void
  readonly observe: (event: EngineEvent) => void
  readonly settings: EngineSettings
}

/** Everything one edge serves with: the outside world, and what the edge itself remembers. */
export type Engine = Outside & {
  readonly view: JournalView
  readonly region: RegionCache
  readonly valueMemory: ValueMemory
  readonly shortcuts: Shortcuts
  readonly meter: Meter
  readonly tokenMeter: TokenMeter
  readonly regenerations: Collapser<Regenerated>
  readonly fills: Collapser<Found>
  readonly watches: Watches
  readonly files: Collapser<Body>
  /** Refreshes of shared live answers, behind stale ones. */
  readonly refreshes: Collapser<void>
}

/** An edge that remembers nothing yet. `view` is shared with whoever follows the journal. */
export function createEngine(outside: Outside, view: JournalView): Engine {
  return {
    ...outside,
    view,
    region: new RegionCache(outside.settings.regionCacheBytes),
    valueMemory: new ValueMemory(outside.settings.valueMemoryBytes),
    shortcuts: new Shortcuts(),
    meter: new Meter(),
    tokenMeter: new TokenMeter(),
    regenerations: new Collapser(),
    fills: new Collapser(),
    watches: new Watches(),
    files: new Collapser(),
    refreshes: new Collapser(),
  }
}

/** Other edges have stored something: what is held of it here, or being read, is outdated. */
export function obeyStored({ region, watches }: Pick<Engine, 'region' | 'watches'>, stored: StoredElsewhere): void {
  if (stored === 'anything') region.clear()
  else for (const key of stored) region.delete(key)
  watches.tell(stored)
}

/** Limits and addresses that one edge is set up with. */
export type EngineSettings = {
  readonly regionCacheBytes: number
  readonly valueMemoryBytes: number
  /** Most query variants of one path that are stored; further ones are served without being stored. */
  readonly variantLimit: number
  /** How long a failed regeneration is not retried. */
  readonly retryMs: number
  /** Hosts to name to somebody on this machine who requests an unknown one; `null` keeps them secret. */
  readonly knownHosts: (() => Promise<readonly string[]>) | null
  /** Where operators sign in, without a trailing slash; `null`: unknown. */
  readonly dashboardUrl: string | null
}

/** Events for logs and operators. */
export type EngineEvent =
  | { readonly type: 'regeneration_failed'; readonly domain: string; readonly path: string; readonly message: string }
  | { readonly type: 'completion_failed'; readonly domain: string; readonly path: string; readonly message: string }
  | {
      readonly type: 'origin_failed'
      readonly domain: string
      readonly path: string
      readonly origin: string
      readonly message: string
    }
  | { readonly type: 'store_unavailable'; readonly doing: string; readonly error: unknown }

/** Where a plain target led when it was last hit. */
export type Shortcut = { readonly key: string; readonly routing: Routing }

/** Longer targets go through the routing table each time: made-up queries must not fill the memory. */
const MAX_SHORTCUT_LENGTH = 512

/**
 * Targets that were hits before. A request without deciding headers resolves by host and target alone, so the next one can
 * skip the routing table. Bounded per site: a full table is emptied.
 */
class Shortcuts {
  readonly #limit: number
  readonly #bySite = new WeakMap<Site, Map<string, Shortcut>>()

  constructor(limit = 20_000) {
    this.#limit = limit
  }

  get(site: Site, target: string): Shortcut | undefined {
    return this.#bySite.get(site)?.get(target)
  }

  remember(site: Site, target: string, shortcut: Shortcut): void {
    if (target.length > MAX_SHORTCUT_LENGTH) return
    const known = this.#bySite.get(site) ?? new Map<string, Shortcut>()
    if (known.size >= this.#limit) known.clear()
    known.set(target, shortcut)
    this.#bySite.set(site, known)
  }
}
