import type { Outcome } from '@/lib/engine/outcome'
import type { EngineRequest, EngineResponse } from '@/lib/engine/request'
import {
  type Decision,
  type DecisionFacts,
  type EntryFact,
  type KeyFact,
  MAX_DECISION_BYTES,
  type WaitFact,
} from '@/lib/engine/why/decision'

/** Waits of one request that are told one by one. */
const MAX_WAITS = 6

/**
 * Collects what the steps of one request find, for somebody who asks why. Steps write to `request.why?`, so a request without
 * notes costs nothing.
 */
export class DecisionNotes {
  readonly #requestId: string
  #facts: DecisionFacts = {}

  constructor(requestId: string) {
    this.#requestId = requestId
  }

  /** Adds facts. Where a fact is noted twice, the later one counts. */
  note(facts: DecisionFacts): void {
    this.#facts = { ...this.#facts, ...facts }
  }

  /** Adds a wait; beyond `MAX_WAITS` further ones are left out. */
  waited(wait: WaitFact): void {
    const waits = this.#facts.waits ?? []
    if (waits.length < MAX_WAITS) this.note({ waits: [...waits, wait] })
  }

  /** The decision about a request that was answered. */
  decided(request: EngineRequest, response: Pick<EngineResponse, 'status' | 'outcome'>, nowMs: number): Decision {
    return this.#decision(request, { how: 'served', httpStatus: response.status, outcome: response.outcome }, nowMs)
  }

  /** The decision about a request that is only foretold. */
  foretold(request: EngineRequest, outcome: Outcome, nowMs: number): Decision {
    return this.#decision(request, { how: 'foretold', httpStatus: null, outcome }, nowMs)
  }

  #decision(
    { method, host, target }: EngineRequest,
    end: Pick<Decision, 'how' | 'httpStatus' | 'outcome'>,
    nowMs: number,
  ): Decision {
    const decision = {
      requestId: this.#requestId,
      atMs: nowMs,
      method,
      host,
      path: target.split('?', 1)[0] ?? '',
      ...end,
      facts: this.#facts,
    }
    return bounded(decision)
  }
}

/** Ever shorter texts, until all of it fits. */
const TEXT_LIMITS = [
  { characters: 512, names: 20 },
  { characters: 128, names: 10 },
  { characters: 48, names: 5 },
  { characters: 16, names: 2 },
] as const

function bounded(decision: Decision): Decision {
  if (sizeOf(decision) <= MAX_DECISION_BYTES) return decision
  const shortened = TEXT_LIMITS.map((limit) => shorten(decision, limit))
  return shortened.find((candidate) => sizeOf(candidate) <= MAX_DECISION_BYTES) ?? { ...decision, path: '', facts: {} }
}

function sizeOf(decision: Decision): number {
  return new TextEncoder().encode(JSON.stringify(decision)).byteLength
}

type Limit = { readonly characters: number; readonly names: number }

function shorten(decision: Decision, limit: Limit): Decision {
  const { key, entry, resolved, failure, ...facts } = decision.facts
  const cut = (text: string) => cutText(text, limit.characters)
  return {
    ...decision,
    method: cut(decision.method),
    path: cut(decision.path),
    facts: {
      ...facts,
      ...(key === undefined ? {} : { key: shortKey(key, limit) }),
      ...(entry === undefined ? {} : { entry: shortEntry(entry, limit) }),
      ...(failure === undefined ? {} : { failure: { ...failure, message: cut(failure.message) } }),
      ...(resolved === undefined
        ? {}
        : {
            resolved: {
              ...resolved,
              path: cut(resolved.path),
              route: resolved.route === null ? null : cut(resolved.route),
              output: resolved.output === null ? null : cut(resolved.output),
            },
          }),
    },
  }
}

function shortKey(key: KeyFact, limit: Limit): KeyFact {
  const cut = (text: string) => cutText(text, limit.characters)
  const names = (all: readonly string[]) => all.slice(0, limit.names).map(cut)
  return {
    ...key,
    path: cut(key.path),
    output: cut(key.output),
    query: cut(key.query),
    allowed: key.allowed === null ? null : names(key.allowed),
    leftOut: names(key.leftOut),
  }
}

function shortEntry(entry: EntryFact, { characters, names }: Limit): EntryFact {
  return { ...entry, tags: entry.tags.slice(0, names).map((tag) => cutText(tag, characters)) }
}

function cutText(text: string, characters: number): string {
  return text.length <= characters ? text : `${text.slice(0, characters - 1)}…`
}
