import type { Program } from '@/lib/engine/routing/linear/compile-program'

/** Begin and end of the match and of each group by number, in turn; -1 where a group took no part. */
export type Slots = readonly number[]

/**
 * Finds the match that JavaScript finds, in time that grows with the program times the text and no faster: a step that
 * was tried at a position is not tried there again, since what follows from it does not depend on the way there.
 */
export function runProgram(program: Program, text: string, groupCount: number): Slots | null {
  const run = new Run(program, text)
  const none = new Array<number>((groupCount + 1) * 2).fill(-1)
  const [first] = program.steps
  const last = first?.op === 'position' && first.is === 'start' ? 0 : text.length
  for (let from = 0; from <= last; from++) {
    const found = run.from(0, from, none)
    if (found !== null) return found.slots.with(0, from).with(1, found.end)
  }
  return null
}

type Found = { readonly slots: Slots; readonly end: number }

/** A step to be tried: where, with which captures, and which rounds have moved on (one bit each). */
type State = { readonly at: number; readonly here: number; readonly slots: Slots; readonly moved: number }

class Run {
  readonly #program: Program
  readonly #text: string
  readonly #tried: Uint8Array

  constructor(program: Program, text: string) {
    this.#program = program
    this.#text = text
    this.#tried = new Uint8Array((program.steps.length * (text.length + 1)) << program.bits)
  }

  /** `places` takes what was tried, for whoever has to take it back. */
  from(start: number, position: number, given: Slots, places?: number[]): Found | null {
    const waiting: State[] = [{ at: start, here: position, slots: given, moved: 0 }]
    for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
      const found = this.#follow(state, waiting, places)
      if (found !== null) return found
    }
    return null
  }

  /** Goes on until the way ends; what could have been done instead waits. */
  #follow({ at, here, slots, moved }: State, waiting: State[], places: number[] | undefined): Found | null {
    for (;;) {
      const step = this.#program.steps[at]
      if (step === undefined || !this.#isNew(at, here, moved, places)) return null
      at += 1
      switch (step.op) {
        case 'unit': {
          const unitAt = step.isBackward ? here - 1 : here
          if (unitAt < 0 || unitAt >= this.#text.length || !step.test(this.#text.charCodeAt(unitAt))) return null
          here = step.isBackward ? unitAt : unitAt + 1
          moved = (1 << this.#program.bits) - 1
          break
        }
        case 'split':
          waiting.push({ at: step.second, here, slots, moved })
          at = step.first
          break
        case 'jump':
          at = step.to
          break
        case 'save':
          slots = slots.with(step.slot, here)
          break
        case 'forget':
          slots = slots.map((value, slot) => (slot >= step.from && slot <= step.to ? -1 : value))
          break
        case 'position':
          if (!this.#is(step.is, here)) return null
          break
        case 'look': {
          const seen = this.#look(at, here, slots)
          if ((seen === null) !== step.isNegated) return null
          if (seen !== null) slots = seen.slots
          at = step.next
          break
        }
        case 'begin':
          moved &= ~(1 << step.bit)
          break
        case 'advance':
          if ((moved & (1 << step.bit)) === 0) return null
          break
        case 'match':
          return { slots, end: here }
      }
    }
  }

  #isNew(at: number, here: number, moved: number, places: number[] | undefined): boolean {
    const place = ((at * (this.#text.length + 1) + here) << this.#program.bits) | moved
    if (this.#tried[place] === 1) return false
    this.#tried[place] = 1
    places?.push(place)
    return true
  }

  /** What failed at a position fails there for every later look; of one that succeeded nothing is known to fail. */
  #look(from: number, position: number, slots: Slots): Found | null {
    const places: number[] = []
    const found = this.from(from, position, slots, places)
    if (found !== null) for (const place of places) this.#tried[place] = 0
    return found
  }

  #is(what: 'start' | 'end' | 'word_edge' | 'no_word_edge', position: number): boolean {
    if (what === 'start') return position === 0
    if (what === 'end') return position === this.#text.length
    const isEdge = isWord(this.#text.charCodeAt(position - 1)) !== isWord(this.#text.charCodeAt(position))
    return isEdge === (what === 'word_edge')
  }
}

function isWord(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122)
}
