import type { Site } from '@/lib/engine/deployment'

/** What of a running call decides about what it may ask of its edge, and how new its answer can be. */
export type CallBeginning = {
  readonly site: Site
  /** The journal number that the edge had applied when the call began. */
  readonly stamp: number
  /** A render is for everybody and stored; a live call is one visitor's. */
  readonly purpose: 'render' | 'live'
  readonly headers: readonly (readonly [name: string, value: string])[]
}

/** One running call of a function, with what it asked of its edge so far. */
export class CallRecord {
  readonly beginning: CallBeginning
  #stamp: number

  constructor(beginning: CallBeginning) {
    this.beginning = beginning
    this.#stamp = beginning.stamp
  }

  /** What its answer counts as: the least of its beginning and of everything older that it was given to read. */
  get stamp(): number {
    return this.#stamp
  }
}
