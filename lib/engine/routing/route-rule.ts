import type { HeaderPair } from '@/lib/engine/deployment'

/** When a rule is looked at; `null` is before anything else. Build Output API v3, `handle`. */
export const PHASES = [null, 'filesystem', 'hit', 'miss', 'rewrite', 'resource', 'error'] as const
export type Phase = (typeof PHASES)[number]

/** Tests of a condition's value: a string is a regular expression for the whole value; of an object all must hold. */
export type MatchRule =
  | string
  | {
      readonly eq?: string | number | undefined
      readonly neq?: string | undefined
      readonly inc?: readonly string[] | undefined
      readonly ninc?: readonly string[] | undefined
      readonly pre?: string | undefined
      readonly suf?: string | undefined
      /** Regular expression, found anywhere in the value. */
      readonly re?: string | undefined
      readonly gt?: number | undefined
      readonly gte?: number | undefined
      readonly lt?: number | undefined
      readonly lte?: number | undefined
    }

/** A condition of a route's `has` or `missing`, as the build writes it. */
export type ConditionRule = {
  readonly type: 'host' | 'header' | 'cookie' | 'query'
  /** `null` for a host. */
  readonly key: string | null
  /** `null` asks only that it is there. */
  readonly value: MatchRule | null
}

/** A change to the request or the response, as the build writes it. */
export type TransformRule = {
  readonly type: 'request.query' | 'request.headers' | 'response.headers' | 'request.path'
  readonly op: 'append' | 'set' | 'delete'
  /** Name, or for `delete` a test of names. */
  readonly key: MatchRule
  readonly values: readonly string[]
}

/** Where visitors go by their language: that of the cookie, or else the one they prefer of those listed. */
export type LocaleRule = {
  /** Path or address by language. */
  readonly redirect: Readonly<Record<string, string>>
  readonly cookie: string | null
}

/** What `$wildcard` stands for on a domain. */
export type Wildcard = { readonly domain: string; readonly value: string }

/** One rule of the routing table as plain values, in the order of `config.json`. */
export type RouteRule = {
  readonly phase: Phase
  readonly src: string
  readonly dest: string | null
  readonly headers: readonly HeaderPair[]
  readonly methods: readonly string[] | null
  readonly isContinuing: boolean
  readonly isChecked: boolean
  readonly isCaseSensitive: boolean
  readonly isImportant: boolean
  readonly status: number | null
  readonly has: readonly ConditionRule[]
  readonly missing: readonly ConditionRule[]
  readonly transforms: readonly TransformRule[]
  /** Name of the function that is asked before the walk goes on; `null` for a rule that is no middleware. */
  readonly middlewarePath: string | null
  /** Leads visitors to the address of their language; `null` for a rule that does not. */
  readonly locale: LocaleRule | null
  /** `false` for a rewrite to another server whose answers are not to be stored. */
  readonly isOriginCached: boolean
}
