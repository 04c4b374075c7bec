import type { MeterBatch } from '@/lib/engine/metering/meter-batch'

/** Says that there may be something new in the journal. It may ring in vain, and it may miss something: polling makes up for that. */
export interface Bus {
  /** Rings from now on, and each time the connection is made (again). Resolves once it listens for the first time. */
  listen(onRing: () => void): Promise<void>
  close(): Promise<void>
}

/** Where counters of all edges add up. */
export interface MeterSink {
  /**
   * Resolves once the batch is counted, even if it was counted before. After a rejection it may be sent again unchanged, except
   */
  flush(batch: MeterBatch): Promise<void>
}

/** The sink cannot take this batch, now or later. Nothing of it was counted. */
export class RefusedBatch extends Error {
  override readonly name = 'RefusedBatch'
}

/** What came of asking for a lease: it is ours until `release`, or another edge has it. `holder` names this very lease. */
export type Leasing =
  | { readonly kind: 'taken'; release(): void }
  | { readonly kind: 'held'; readonly holder: string; readonly edgeId: string }

/**
 * The right to render a group, which one edge of the fleet has at a time. It is renewed until it is released; if its edge
 * dies, it is free after 3 s. Rejects when it cannot tell.
 */
export interface Leases {
  /** `takesOver`: whoever has it loses it. */
  take(groupKey: string, how: { readonly takesOver: boolean }): Promise<Leasing>
  /** Resolves when it is worth asking again: after a moment. */
  pause(): Promise<void>
}

/** What a bypass token opens: drafts, on-demand revalidation, or a protected site. */
export type BypassPurpose = 'draft' | 'revalidate' | 'protection'

/** A token that an operator made, without its secret. */
export type BypassToken = {
  readonly id: string
  readonly purposes: readonly BypassPurpose[]
  /** Patterns of paths (`isPathOf`); empty is all. */
  readonly paths: readonly string[]
  /** Empty is all of the project. */
  readonly deploymentIds: readonly string[]
  readonly expiresAtMs: number | null
  readonly isRevoked: boolean
}

/** Bypass tokens of all projects. Rejects when it cannot tell, which is not the same as a secret that nobody has. */
export interface BypassTokens {
  /** The token of the project that has this secret. `digest` identifies the secret without revealing it. */
  find(projectId: string, secret: string): Promise<{ readonly token: BypassToken | undefined; readonly digest: string }>
}
