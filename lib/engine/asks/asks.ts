import { purgeFor } from '@/lib/engine/asks/function-purges'
import { type RevalidateAsk, revalidateFor } from '@/lib/engine/asks/own-revalidation'
import type { CallRecord } from '@/lib/engine/calls/call-record'
import type { HeaderPair, Site } from '@/lib/engine/deployment'
import type { Engine } from '@/lib/engine/engine'
import type { PurgeMode } from '@/lib/engine/purges/journal'
import type { ValueKind } from '@/lib/engine/values/value'
import {
  countHanded,
  forgetValue,
  type HandedValue,
  type ReadAsk,
  readValue,
  type WriteAsk,
  writeValue,
} from '@/lib/engine/values/value-cache'

/** A purge of tags that a function wants, within its project and environment. */
export type WantedPurge = {
  readonly mode: PurgeMode
  /** How long a deletion waits, in which it only makes stale; absent and 0 are at once. */
  readonly deadlineSeconds?: number | undefined
  readonly tags: readonly string[]
}

/** What a function can ask of the edge that runs it. */
export type Ask =
  | { readonly ask: 'purge'; readonly purges: readonly WantedPurge[] }
  | ({ readonly ask: 'read' } & ReadAsk)
  | ({ readonly ask: 'write' } & WriteAsk)
  | ({ readonly ask: 'revalidate' } & RevalidateAsk)
  | { readonly ask: 'forget'; readonly kind: ValueKind; readonly key: string }
  /** At the end of an answer. */
  | { readonly ask: 'count_handed'; readonly handed: readonly HandedValue[] }

/** What the edge says to it. */
export type Reply =
  | { readonly reply: 'done' }
  | { readonly reply: 'refused'; readonly message: string }
  /** The edge had applied the journal up to `seq`. */
  | { readonly reply: 'absent'; readonly seq: number }
  | { readonly reply: 'answered'; readonly status: number; readonly headers: readonly HeaderPair[] }
  /** The address is not the project's: ask it over the network. */
  | { readonly reply: 'elsewhere' }
  | {
      readonly reply: 'found'
      readonly note: string
      readonly tags: readonly string[]
      readonly ageMs: number
      /** The function should make it again behind the answer it is used for. */
      readonly isStale: boolean
      readonly seq: number
      /** What whoever is handed the value counts as. */
      readonly stamp: number
    }

/**
 * Who asks. The edge knows it from the host, never from what the host says: a function speaks for its own project and
 * environment alone.
 */
export type Asker = {
  readonly site: Site
  readonly bundle: string
  /** `undefined` for what a function does on its own, outside of any call. */
  readonly call: CallRecord | undefined
}

/** The answer to one question: a head, and bytes if it found a value. */
export type Answered = { readonly reply: Reply; readonly bytes?: Uint8Array }

/** Answers a function. Rejects when the edge cannot do it now; what a function may not have is `refused`. */
export async function answerAsk(engine: Engine, asker: Asker, ask: Ask, bytes: Uint8Array): Promise<Answered> {
  switch (ask.ask) {
    case 'purge':
      return { reply: await purgeFor(engine, asker, ask.purges) }
    case 'read':
      return readValue(engine, asker, ask)
    case 'write':
      return writeValue(engine, asker, ask, bytes)
    case 'revalidate':
      return revalidateFor(engine, asker, ask)
    case 'forget':
      return forgetValue(engine, asker, ask)
    case 'count_handed':
      return countHanded(engine, asker, ask.handed)
  }
}
