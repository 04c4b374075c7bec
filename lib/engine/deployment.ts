import type { ImageRules } from '@/lib/engine/images/image-rules'
import type { Router } from '@/lib/engine/routing/router'

/** One immutable build output, compiled for serving. */
export type Deployment = {
  readonly id: string
  readonly projectId: string
  /** Journal number at which it was created: the stamp of everything its build rendered. */
  readonly createdSeq: number
  readonly createdAtMs: number
  /** What the build calls itself; pages name it in requests for their files (Next's skew protection). */
  readonly buildId: string | null
  readonly outputs: ReadonlyMap<string, Output>
  readonly router: Router
  /** Rules by which what is stored is not shown; each holds when all of its conditions do. */
  readonly afterCacheBypass: readonly (readonly AfterCacheCondition[])[]
}

/** A condition on a header of the visitor, or of what is stored. */
export type AfterCacheCondition = {
  readonly of: 'request' | 'stored'
  /** Lower-case. */
  readonly key: string
  /** `null` asks only that it is there. */
  readonly value: ValueMatcher | null
}

/** Which of a project's sites a host shows: the public one, or one for trying things out. */
export type Environment = 'production' | 'preview'

/** Where a request arrives: a host name, the project it belongs to and the deployment it points at. */
export type Site = {
  readonly domain: string
  readonly projectId: string
  readonly environment: Environment
  /** Whether the host is kept from visitors who have no right to it (docs/protection.md). */
  readonly isProtected: boolean
  readonly deployment: Deployment
}

/** A content-addressed file of a deployment. */
export type FileRef = { readonly sha256: string; readonly sizeBytes: number }

/** A file that is served as it is. */
export type StaticOutput = {
  readonly kind: 'static'
  /** Path it answers at, with a leading slash. */
  readonly name: string
  readonly file: FileRef
  readonly contentType: string
}

/** A function whose answers are not kept in the ISR cache. */
export type FunctionOutput = { readonly kind: 'function'; readonly name: string; readonly function: FunctionRef }

/** A function whose answers are stored. */
export type PrerenderOutput = {
  readonly kind: 'prerender'
  readonly name: string
  readonly function: FunctionRef
  readonly config: PrerenderConfig
  readonly fallback: Fallback | null
  /** What completes it for each visitor, where what is stored of it is only its shell. */
  readonly chain: Chain | null
  /** Outputs of one path that are refreshed together (html, data, segments); the primary one first, itself included. */
  readonly groupMembers: readonly string[]
  readonly variant: Variant
}

/** Answers with smaller copies of the site's images, and of those elsewhere that its rules name. */
export type ImageOutput = { readonly kind: 'image'; readonly name: string; readonly rules: ImageRules }

/** What a deployment can answer with. */
export type Output = StaticOutput | FunctionOutput | PrerenderOutput | ImageOutput

/** Which representation of a path an output holds. */
export type Variant = 'html' | 'data' | 'rsc' | 'segment'

/** A function bundle. Outputs that link to one `.func` directory share one bundle, hence one process. */
export type FunctionRef = {
  /** Name of the real `.func` directory, unique within its deployment. */
  readonly bundle: string
  readonly runtime: NodeRuntime | EdgeRuntime
  readonly role: FunctionRole
  readonly maxDurationSeconds: number
  readonly memoryMb: number
  readonly environment: Readonly<Record<string, string>>
}

/** What it means if a function gives no answer: a failure for one that answers; for middleware, that the request goes on. */
export type FunctionRole = 'answers' | 'middleware'

/** Code for Node.js. */
export type NodeRuntime = {
  readonly kind: 'node'
  /** Module in the bundle. */
  readonly handler: string
  readonly entry: NodeEntry
  /** Whether stack traces name the places in the sources. */
  readonly mapsSources: boolean
}

/** How an export is called: as its form tells, with a `Request`, or with an event of AWS API Gateway by this name. */
export type NodeEntry =
  | { readonly kind: 'detected'; readonly shouldAddHelpers: boolean }
  | { readonly kind: 'web' }
  | { readonly kind: 'aws'; readonly exportName: string }

/** Code that uses web standards only, and nothing of Node.js. */
export type EdgeRuntime = {
  readonly kind: 'edge'
  /** Module in the bundle. */
  readonly entrypoint: string
  /** Files in the bundle that the code fetches as `blob:<name>`. */
  readonly assets: readonly { readonly name: string; readonly path: string }[]
}

/** `<name>.prerender-config.json`, parsed. Source of each field: Build Output API v3, primitives. */
export type PrerenderConfig = {
  /** Seconds an entry stays fresh; `false`: until it is purged. */
  readonly expiration: number | false
  /** Seconds after which it may not be served even stale; `null` is without limit. */
  readonly staleExpirationSeconds: number | null
  readonly group: number | null
  readonly bypassToken: string | null
  /** Query names in the key and visible to the function; `null` (absent in the file) is all of them, `[]` is none. */
  readonly allowQuery: readonly string[] | null
  readonly allowHeader: readonly string[]
  readonly passQuery: boolean
  readonly exposeErrorBody: boolean
  readonly bypassFor: readonly HasCondition[]
  readonly sourcePath: string | null
  /** With nothing stored: wait for the render, or answer with a live one while the stored one is made behind. */
  readonly onMiss: 'sync' | 'dynamic'
  /** The fallback is a shell that a visit replaces by the path's own page, behind the answer. */
  readonly partialFallback: boolean
}

/** The output that completes a partial prerender, asked by POST with the postponed state as its body. */
export type Chain = {
  readonly function: FunctionRef
  /** The output's name, as the function knows its route. */
  readonly matchedPath: string
  readonly headers: readonly HeaderPair[]
}

/** The build-time copy that stands in until the function has made one. */
export type Fallback = {
  readonly file: FileRef
  /**
   * Length of the postponed state at the beginning of the file; the rest is the shell. 0: the file is a whole page. In
   * UTF-16 code units, which is what Next's builders count.
   */
  readonly stateLength: number
  readonly status: number
  readonly headers: readonly HeaderPair[]
  readonly tags: readonly string[]
}

/** A header field. */
export type HeaderPair = readonly [name: string, value: string]

/** A condition of a route's `has`/`missing` and of `experimentalBypassFor`. */
export type HasCondition = {
  readonly type: 'host' | 'header' | 'cookie' | 'query'
  /** Header names are lower-case; `null` for a host. */
  readonly key: string | null
  readonly value: ValueMatcher | null
}

/** Tests a whole value. `captures` are the named groups of a regular expression that matched. */
export type ValueMatcher = (value: string) => { readonly captures: Readonly<Record<string, string>> } | undefined
