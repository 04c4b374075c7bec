import type { Served, ServedListeners } from '@/lib/adapters/http/edge-server'
import { isWanted, type LiveFilter, type LiveRequest, liveRequestOf } from '@/lib/engine/live-request'
import { Ring } from '@/lib/engine/ring'
import { DecisionNotes } from '@/lib/engine/why/decision-notes'

/** What a reader has not taken yet is kept up to here. */
const READER_LIMIT = 500
/** Readers at a time. */
export const MAX_READERS = 100
/** The newest requests of a project that are remembered, for whoever comes to look. */
const REMEMBERED = 200
/** Projects that are remembered: the one known longest, that nobody watches, makes room. */
const PROJECTS = 100

/** One who follows; `close` when nobody reads any more. */
export type LiveReader = {
  /** What came since the last time, and how many are missing in it. */
  take(): { readonly requests: readonly LiveRequest[]; readonly dropped: number }
  close(): void
}

type Reader = { readonly filter: LiveFilter; readonly ring: Ring<LiveRequest> }

type Project = { readonly remembered: Ring<LiveRequest>; readonly readers: Set<Reader> }

/**
 * The requests of an edge, for those who watch. While nobody does, hits are not heard of at all: `ofHits` is absent. What is
 * no hit took long anyway, and is remembered always, a few of each project.
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

  /** `undefined`: too many read already, or the edge is stopping. What is remembered since `sinceMs` comes first. */
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

  /** The newest that are remembered, oldest first. */
  recent(filter: LiveFilter, limit: number): readonly LiveRequest[] {
    const { remembered } = this.#projects.get(filter.projectId) ?? {}
    return (
      remembered
        ?.list()
        .filter((live) => isWanted(live, filter))
        .slice(-limit) ?? []
    )
  }

  /** Nobody may read from now on; whoever does is to leave. */
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

/** Two who hear of every answer. */
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
