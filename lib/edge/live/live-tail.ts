import type { Served, ServedListeners } from '@/lib/adapters/http/edge-server'
import { isWanted, type LiveFilter, type LiveRequest, liveRequestOf } from '@/lib/engine/tail/live-request'
import { Ring } from '@/lib/engine/tail/ring'
import { DecisionNotes } from '@/lib/engine/why/decision-notes'

/** What a reader has not taken yet is kept up to here. */
const READER_LIMIT = 500
/** Readers at a time. */
export const MAX_READERS = 100
/** The newest requests of a project that are remembered, for whoever comes to look. */
const REMEMBERED = 200
/** Projects that are remembered. Beyond that, the one known longest that nobody watches is forgotten. */
const PROJECTS = 100

/** One reader of the tail. Call `close` when nobody reads any more. */
export type LiveReader = {
  /** Requests since the last call, and how many were dropped meanwhile. */
  take(): { readonly requests: readonly LiveRequest[]; readonly dropped: number }
  close(): void
}

type Reader = { readonly filter: LiveFilter; readonly ring: Ring<LiveRequest> }

type Project = { readonly remembered: Ring<LiveRequest>; readonly readers: Set<Reader> }

/**
 * The requests of an edge, for whoever watches. While nobody does, `ofHits` is absent, so that hits cost nothing. Requests that
 * are no hit took a while anyway; the newest of each project are always remembered.
 */
export class LiveTail implements ServedListeners {
  readonly #edgeId: string
  readonly #nowMs: () => number
  readonly #projects = new Map<string, Project>()
  #count = 0
  #readers = 0
  #isOver = false
  notes: (() => DecisionNotes) | undefined
  ofHits: ((served: Served) => void) | undefined

  constructor({ edgeId, nowMs }: { readonly edgeId: string; readonly nowMs: () => number }) {
    this.#edgeId = edgeId
    this.#nowMs = nowMs
  }

  readonly ofOthers = (served: Served): void => {
    const { place, outcome } = served.response
    if (place === undefined) return
    const project = this.#projectOf(place.projectId)
    if (outcome.status === 'HIT' && project.readers.size === 0) return
    const live = liveRequestOf(served, { id: this.#nextId(), atMs: this.#nowMs() })
    if (live === undefined) return
    project.remembered.push(live)
    for (const { filter, ring } of project.readers) if (isWanted(live, filter)) ring.push(live)
  }

  /** Opens a reader, which first gets what is remembered since `sinceMs`. `undefined` if there are too many, or the edge stops. */
  open(filter: LiveFilter, sinceMs: number | undefined): LiveReader | undefined {
    if (this.#readers >= MAX_READERS || this.#isOver) return undefined
    const project = this.#projectOf(filter.projectId)
    const reader: Reader = { filter, ring: new Ring(READER_LIMIT) }
    if (sinceMs !== undefined) {
      for (const live of this.recent(filter, REMEMBERED)) if (live.atMs >= sinceMs) reader.ring.push(live)
    }
    project.readers.add(reader)
    this.#readers += 1
    this.ofHits = this.ofOthers
    this.notes = () => new DecisionNotes(this.#nextId())
    return {
      take: () => {
        const { kept, dropped } = reader.ring.take()
        return { requests: kept, dropped }
      },
      close: () => {
        if (!project.readers.delete(reader)) return
        this.#readers -= 1
        if (this.#readers > 0) return
        this.ofHits = undefined
        this.notes = undefined
      },
    }
  }

  /** The newest remembered requests, oldest first. */
  recent(filter: LiveFilter, limit: number): readonly LiveRequest[] {
    const { remembered } = this.#projects.get(filter.projectId) ?? {}
    return (
      remembered
        ?.list()
        .filter((live) => isWanted(live, filter))
        .slice(-limit) ?? []
    )
  }

  /** Refuses new readers; open streams end at their next flush. */
  stop(): void {
    this.#isOver = true
  }

  get isOver(): boolean {
    return this.#isOver
  }

  #nextId(): string {
    this.#count += 1
    return `${this.#edgeId}-${this.#count}`
  }

  #projectOf(id: string): Project {
    const found = this.#projects.get(id)
    if (found !== undefined) return found
    const made: Project = { remembered: new Ring(REMEMBERED), readers: new Set() }
    if (this.#projects.size >= PROJECTS) this.#forgetOne()
    this.#projects.set(id, made)
    return made
  }

  #forgetOne(): void {
    for (const [id, { readers }] of this.#projects) {
      if (readers.size > 0) continue
      this.#projects.delete(id)
      return
    }
  }
}

/** Listeners that pass every answer on to the tail and to another listener, such as the access log. */
export function bothHear(tail: LiveTail, other: ((served: Served) => void) | undefined): ServedListeners {
  if (other === undefined) return tail
  const both = (served: Served) => {
    other(served)
    tail.ofOthers(served)
  }
  return {
    ofHits: both,
    ofOthers: both,
    get notes() {
      return tail.notes
    },
  }
}
