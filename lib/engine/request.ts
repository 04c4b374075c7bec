import type { Place } from '@/lib/engine/metering/tally'
import type { Outcome } from '@/lib/engine/outcome'
import type { RouteHeader } from '@/lib/engine/routing/router'
import type { DecisionNotes } from '@/lib/engine/why/decision-notes'

/** One request as it came off the wire, before anything in it is believed. */
export type EngineRequest = {
  readonly method: string
  /** Lower-case, without port and trailing dot; already checked against the grammar of a host name. */
  readonly host: string
  /** The host as the visitor wrote it, with its port: for links in answers that are theirs alone, never for a key. */
  readonly authority: string
  /** Origin-form target exactly as sent: path and query, at most 8 KB. */
  readonly target: string
  /** Alternating names and values in the order received, untouched. */
  readonly rawHeaders: readonly string[]
  readonly protocol: 'http' | 'https'
  readonly clientIp: string
  /** Body of the request, to be read at most once; `null` when there is none. */
  readonly body: AsyncIterable<Uint8Array> | null
  /** Aborted when the visitor goes before the answer has reached them. Made when asked for; absent: nobody can tell. */
  readonly leaving?: (() => AbortSignal) | undefined
  /** Set where no visitor asks but Freshet itself: what the call of a function is counted under. */
  readonly cause?: 'cron' | 'warm_up'
  /** Somebody asks why it is answered as it is: steps write down what they find. */
  readonly why?: DecisionNotes | undefined
}

/** One response as it goes on the wire. */
export type EngineResponse = {
  readonly status: number
  /** Alternating names and values, ready for the wire: handed to it as it is, which wants a mutable type. */
  readonly headers: string[]
  readonly body: Uint8Array | AsyncIterable<Uint8Array> | null
  readonly outcome: Outcome
  /** Tags of the entry that was shown, for the engine's own use. They are in no header. */
  readonly tags?: readonly string[]
  /** What it was counted for; absent where no site answered. */
  readonly place?: Place
}

/** What the routing table adds to a response, whatever output it comes from. */
export type Routing = {
  /** `null` leaves it to the output. */
  readonly status: number | null
  readonly headers: readonly RouteHeader[]
}
