import type { Environment, HasCondition, Variant } from '@/lib/engine/deployment'
import type { RegenerationCause } from '@/lib/engine/entry'
import type { Outcome } from '@/lib/engine/outcome'

/**
 * What was decided about one request, as facts without prose; `explain` makes sentences of it. Survives JSON without loss, and
 * never takes more than `MAX_DECISION_BYTES`, whatever a visitor sends.
 */
export type Decision = {
  readonly requestId: string
  /** Of the fleet. */
  readonly atMs: number
  /** `foretold`: what a visitor would get now; nothing was rendered, stored or counted. */
  readonly how: 'served' | 'foretold'
  readonly method: string
  readonly host: string
  /** As it was requested, without its query, which may hold anything. The key says which part of it counts. */
  readonly path: string
  /** `null`: the answer is not made. */
  readonly httpStatus: number | null
  readonly outcome: Outcome
  readonly facts: DecisionFacts
}

/** A fact is absent when the request did not get that far. */
export type DecisionFacts = {
  readonly site?: SiteFact | undefined
  readonly middleware?: 'passed' | 'answered' | 'unasked' | undefined
  readonly resolved?: ResolvedFact | undefined
  readonly admission?: AdmissionFact | undefined
  readonly key?: KeyFact | undefined
  readonly layers?: readonly LayerFact[] | undefined
  readonly entry?: EntryFact | undefined
  readonly cover?: CoverFact | undefined
  readonly control?: ControlFact | undefined
  readonly regeneration?: RegenerationFact | undefined
  readonly waits?: readonly WaitFact[] | undefined
  readonly failure?: { readonly reason: string; readonly message: string } | undefined
}

/** The site that the host showed. */
export type SiteFact = {
  readonly projectId: string
  readonly deploymentId: string
  readonly environment: Environment
  /** Whether visitors without access are answered 401, whatever is stored. */
  readonly isProtected: boolean
}

/** Where the routing table led. */
export type ResolvedFact = {
  readonly kind:
    | 'static'
    | 'function'
    | 'prerender'
    | 'image'
    | 'earlier_asset'
    | 'external'
    | 'redirect'
    | 'not_found'
    | 'refused'
  /** Canonical path of the visitor. */
  readonly path: string
  /** The page as its framework has it, or whatever requests of its kind are counted by. */
  readonly route: string | null
  /** Name of the output, address of the other server, or why the address is refused. */
  readonly output: string | null
}

/** Whether the cache was allowed to answer. */
export type AdmissionFact =
  | { readonly kind: 'cache' }
  | { readonly kind: 'on_demand' }
  | { readonly kind: 'bypass'; readonly by: BypassFact | null }

/** The part of the request that bypassed the cache. Its value is left out: it may be a secret. */
export type BypassFact = { readonly of: HasCondition['type'] | 'afterCacheBypass'; readonly name: string | null }

/** The key, and what of the query was left out of it. */
export type KeyFact = {
  /** `shared`: of an answer that one edge keeps in memory because it said `s-maxage`. */
  readonly kind: 'entry' | 'shared'
  readonly domain: string
  readonly deploymentId: string
  readonly path: string
  readonly output: string
  readonly variant: Variant | 'image'
  /** The query as it stands in the key. */
  readonly query: string
  /** Names that may be in it; `null`: all. */
  readonly allowed: readonly string[] | null
  /** Names that the request has and the key has not. */
  readonly leftOut: readonly string[]
}

/** What one layer of the cache said. */
export type LayerFact = {
  readonly layer: 'region cache' | 'ISR cache' | "build's copy"
  readonly said: 'found' | 'absent' | 'unreadable'
}

/** The entry that was judged. */
export type EntryFact = {
  readonly stamp: number
  readonly generatedAtMs: number
  readonly staleAtMs: number | null
  readonly expiresAtMs: number | null
  readonly retryAtMs: number | null
  readonly isFromBuild: boolean
  readonly pinnedSeq: number | null
  readonly tags: readonly string[]
  readonly tagCount: number
}

/** The newest purges that cover the entry; 0 is none. */
export type CoverFact = {
  readonly invalidatedSeq: number
  readonly invalidatedBy: 'tag' | 'path'
  readonly deletedSeq: number
  readonly deletedBy: 'tag' | 'path'
  /** Deletions to come. */
  readonly deadlines: readonly { readonly seq: number; readonly atMs: number }[]
}

/** Whether the edge could read the journal, and how far it had. */
export type ControlFact = { readonly isInControl: boolean; readonly appliedSeq: number }

/** The regeneration that the request started. */
export type RegenerationFact = {
  /** `behind`: nobody waits for it. `first`: the visitor does. `unstored`: a page for now. */
  readonly kind: 'behind' | 'first' | 'unstored'
  readonly cause: RegenerationCause
}

/** What the visitor waited for. */
export type WaitFact = {
  /** `render`: its own. `collapse`: another request's on this edge. `lease`: another edge's. */
  readonly for: 'render' | 'collapse' | 'lease'
  /** Of a lease: the edge that had it. */
  readonly edgeId: string | null
  readonly ms: number
}

/** Largest decision, as JSON in UTF-8. */
export const MAX_DECISION_BYTES = 4_096
