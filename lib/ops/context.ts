import type { Db } from '@/db/client'
import type { NewAsset } from '@/db/queries/deployments/deployment-assets'
import type { OperatorSelf, TokenScope } from '@/lib/contract/access'
import type { Packer } from '@/lib/engine/ports'
import type { ProbedEntry, ProbedVerdict } from '@/lib/engine/purges/probe'
import type { LiveBatch, LiveQuery, RemoteLiveRequest } from '@/lib/engine/tail/live-request'
import type { Question } from '@/lib/engine/why/question'
import type { BuildParts } from '@/lib/ops/deployments/compare-builds'

/** Whoever an operation is done for. */
export type Actor =
  | {
      readonly kind: 'operator'
      readonly id: string
      readonly email: string
      readonly role: OperatorSelf['role']
      /** Confines the operator to these projects; absent: to none. */
      readonly projectIds?: readonly string[]
      /** The session it came by: the SHA-256 of its secret. */
      readonly sessionId: string
    }
  | {
      readonly kind: 'token'
      readonly id: string
      readonly name: string
      readonly scopes: readonly TokenScope[]
      /** Confines the token to one project; `null` is all. */
      readonly projectId: string | null
    }
  /** Whoever enqueued a job, in whose name an edge works on it. What they may do was checked then. */
  | {
      readonly kind: 'job'
      readonly name: string
      readonly scopes: readonly TokenScope[]
      readonly projectId: string | null
    }
  /** Somebody who can read this machine's database anyway: the launcher, and the CLI beside it. */
  | { readonly kind: 'machine' }
  | { readonly kind: 'anonymous' }

/** Where a request came from, as far as the dashboard can tell. */
export type Client = { readonly ip: string | null; readonly userAgent: string | null }

/** How sites are reached from outside, to tell their URLs. */
export type SiteAddress = {
  readonly previewSuffix: string
  readonly edgePort: number
  /** `https://*` where a proxy is in front, `*` being the host; `null`: browsers reach the edge itself. */
  readonly pattern: string | null
}

/** What a build output turns out to be. `refused` names the file, the key in it and why, for the operator. */
export type CompiledBuild =
  | {
      readonly kind: 'compiled'
      /** Stored as JSON; edges parse it again. */
      readonly manifest: unknown
      readonly framework: string | null
      /** What the build calls itself. */
      readonly buildId: string | null
      readonly files: readonly { readonly sha256: string; readonly sizeBytes: number }[]
      /** Static files whose name changes with their content. */
      readonly assets: readonly NewAsset[]
      readonly crons: readonly { readonly path: string; readonly schedule: string }[]
    }
  | {
      readonly kind: 'refused'
      readonly details: { readonly file: string; readonly key: string | null; readonly reason: string }
    }

/** A value sealed with a key that is not in the database; see lib/adapters/secrets. */
export type SealedValue = {
  readonly keyId: string
  readonly nonce: Uint8Array
  readonly sealed: Uint8Array
  readonly fingerprint: string
}

/** Seals what must not be read back. Refuses with `unavailable` when this machine has no key that it may use. */
export type Secrets = {
  keyIds(): Promise<readonly string[]>
  seal(
    place: { readonly projectId: string; readonly environment: string; readonly name: string },
    value: string,
    options: { readonly mayMakeKey: boolean },
  ): Promise<SealedValue>
}

/** Makes text that only the fleet can make, for one purpose. */
export type Signer = { sign(purpose: string, claims: Readonly<Record<string, unknown>>): string }

/** All that an operation may use. Instants are the database's: operations have no clock of their own. */
export type OpsContext = {
  readonly actor: Actor
  readonly client: Client
  readonly db: Db
  readonly sites: SiteAddress
  readonly compileBuild: (upload: unknown) => CompiledBuild
  /** What a stored manifest is made of; `undefined`: another version of Freshet wrote it. */
  readonly readBuild: (manifest: unknown) => BuildParts | undefined
  readonly packer: Packer
  readonly secrets: Secrets
  /** Signs what browsers carry to edges; `null` where there is no secret of the fleet. */
  readonly signer: Signer | null
  readonly edges: Edges
  readonly settings: OpsSettings
}

/** Asks running edges, at the control address that each has published. */
export type Edges = {
  /** What an edge would do with these entries, in their order; `null`: it cannot tell. `undefined`: it does not answer. */
  probeEntries(
    controlUrl: string,
    entries: readonly ProbedEntry[],
  ): Promise<readonly (ProbedVerdict | null)[] | undefined>
  /** What a visitor would get from an edge now, to be parsed as a decision. `undefined`: it does not answer, or cannot tell. */
  foretell(controlUrl: string, question: Question): Promise<unknown>
  /** The newest requests that an edge remembers, oldest first. `undefined`: it does not answer. */
  recentRequests(controlUrl: string, query: LiveQuery): Promise<readonly RemoteLiveRequest[] | undefined>
  /** Requests as the edge answers them, until the signal. Rejects when it cannot be reached, or falls silent. */
  watchRequests(controlUrl: string, query: LiveQuery, signal: AbortSignal): AsyncIterable<LiveBatch>
}

/** Whoever cannot reach any edge. */
export const NO_EDGES: Edges = {
  probeEntries: async () => undefined,
  foretell: async () => undefined,
  recentRequests: async () => undefined,
  watchRequests() {
    throw new Error('Edges cannot be asked from here.')
  },
}

/** Settings of this Freshet that operations obey. */
export type OpsSettings = {
  /** How long after a purge it can be undone. */
  readonly undoGraceSeconds: number
  /** Purges that a token may make in a minute; 0 is without limit. */
  readonly purgesPerMinute: number
  /** Where stored versions are shown, and what signs the links to them; `null`: nowhere. */
  readonly previews: PreviewSettings | null
}

export type PreviewSettings = { readonly key: string; readonly url: string | null; readonly port: number }

/** An answer that is a file, made line by line. */
export type Download = {
  readonly fileName: string
  readonly contentType: string
  readonly lines: AsyncIterable<string>
}

/** What holds where nothing was set, as for a CLI beside the database. */
export const DEFAULT_SETTINGS: OpsSettings = { undoGraceSeconds: 86_400, purgesPerMinute: 1_200, previews: null }

/** The actor as journal, audit and lists name it. */
export function actorName(actor: Actor): string {
  switch (actor.kind) {
    case 'operator':
      return actor.email
    case 'token':
      return `token:${actor.name}`
    case 'job':
      return actor.name
    case 'machine':
      return 'this machine'
    case 'anonymous':
      return 'nobody'
  }
}

/** The token by which something is done, for the audit: names of tokens may repeat. */
export function tokenIdOf(actor: Actor): string | null {
  return actor.kind === 'token' ? actor.id : null
}
