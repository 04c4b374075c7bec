import { beginsAtStart } from '@/lib/engine/routing/linear/is-plain'
import { type Expression, UnsupportedError } from '@/lib/engine/routing/linear/parse-expression'

/** One step of a program. Those without a target go on with the next one. */
export type Instruction =
  | { readonly op: 'unit'; readonly test: (code: number) => boolean; readonly isBackward: boolean }
  | { readonly op: 'split'; first: number; second: number }
  | { readonly op: 'jump'; to: number }
  | { readonly op: 'save'; readonly slot: number }
  /** Forgets what the groups of a repeated part captured in its last round. */
  | { readonly op: 'forget'; readonly from: number; readonly to: number }
  | { readonly op: 'position'; readonly is: 'start' | 'end' | 'word_edge' | 'no_word_edge' }
  /** The steps right behind it are tried from here, up to their `match`; then it goes on at `next`. */
  | { readonly op: 'look'; readonly isNegated: boolean; next: number }
  /** A round begins that must move on to count, and ends. */
  | { readonly op: 'begin'; readonly bit: number }
  | { readonly op: 'advance'; readonly bit: number }
  | { readonly op: 'match' }

/** A compiled expression. */
export type Program = {
  readonly steps: readonly Instruction[]
  /** Bits that `begin` and `advance` use: how deep rounds that may be empty lie in each other. */
  readonly bits: number
}

/** Time and memory of a match grow with this, times the length of the text. */
const MAX_INSTRUCTIONS = 5_000
const MAX_BITS = 4

/**
 * Steps for `runProgram`. Throws `UnsupportedError` for an expression that is too large once its counted repeats are
 * written out, and for one whose time would grow with the square of the text: a look-around without a longest length
 * that is tried at each position.
 */
export function compileProgram(expression: Expression): Program {
  refuseSlowLooks(expression, !beginsAtStart(expression))
  const emitter = new Emitter()
  emitter.emit(expression, { isBackward: false, depth: 0 })
  emitter.steps.push({ op: 'match' })
  return { steps: emitter.steps, bits: emitter.bits }
}

type Where = { readonly isBackward: boolean; readonly depth: number }

class Emitter {
  readonly steps: Instruction[] = []
  bits = 0

  emit(expression: Expression, where: Where): void {
    if (this.steps.length > MAX_INSTRUCTIONS) throw tooLarge()
    switch (expression.kind) {
      case 'sequence':
        for (const part of where.isBackward ? expression.parts.toReversed() : expression.parts) this.emit(part, where)
        return
      case 'choice':
        this.#choice(expression.options, where)
        return
      case 'unit':
        this.steps.push({ op: 'unit', test: expression.test, isBackward: where.isBackward })
        return
      case 'repeat':
        this.#repeat(expression, where)
        return
      case 'group': {
        const [first, last] = [expression.number * 2, expression.number * 2 + 1]
        this.steps.push({ op: 'save', slot: where.isBackward ? last : first })
        this.emit(expression.part, where)
        this.steps.push({ op: 'save', slot: where.isBackward ? first : last })
        return
      }
      case 'position':
        this.steps.push({ op: 'position', is: expression.is })
        return
      case 'look': {
        const look = { op: 'look' as const, isNegated: expression.isNegated, next: 0 }
        this.steps.push(look)
        this.emit(expression.part, { ...where, isBackward: expression.isBehind })
        this.steps.push({ op: 'match' })
        look.next = this.steps.length
      }
    }
  }

  #choice(options: readonly Expression[], where: Where): void {
    const jumps: { op: 'jump'; to: number }[] = []
    for (const [at, option] of options.entries()) {
      const isLast = at === options.length - 1
      const split = { op: 'split' as const, first: this.steps.length + 1, second: 0 }
      if (!isLast) this.steps.push(split)
      this.emit(option, where)
      if (isLast) continue
      const jump = { op: 'jump' as const, to: 0 }
      jumps.push(jump)
      this.steps.push(jump)
      split.second = this.steps.length
    }
    for (const jump of jumps) jump.to = this.steps.length
  }

  #repeat({ part, min, max, isLazy }: Repeat, where: Where): void {
    for (let count = 0; count < min; count++) this.#round(part, where)
    if (max !== Infinity) {
      this.#optional(part, max - min, isLazy, where)
      return
    }
    const again = this.steps.length
    this.#maybe(isLazy, () => {
      this.#further(part, where)
      this.steps.push({ op: 'jump', to: again })
    })
  }

  #optional(part: Expression, count: number, isLazy: boolean, where: Where): void {
    if (count === 0) return
    if (count > MAX_INSTRUCTIONS) throw tooLarge()
    this.#maybe(isLazy, () => {
      this.#further(part, where)
      this.#optional(part, count - 1, isLazy, where)
    })
  }

  /** A round beyond the required ones. One that matches nothing does not count, as in JavaScript. */
  #further(part: Expression, where: Where): void {
    if (!canBeEmpty(part)) {
      this.#round(part, where)
      return
    }
    const bit = where.depth
    this.bits = Math.max(this.bits, bit + 1)
    if (this.bits > MAX_BITS) throw new UnsupportedError('nests repeats of what may be empty too deeply.')
    this.steps.push({ op: 'begin', bit })
    this.#round(part, { ...where, depth: bit + 1 })
    this.steps.push({ op: 'advance', bit })
  }

  #round(part: Expression, where: Where): void {
    const groups = groupsIn(part)
    if (groups !== null) this.steps.push({ op: 'forget', from: groups.first * 2, to: groups.last * 2 + 1 })
    this.emit(part, where)
  }

  #maybe(isLazy: boolean, emitInside: () => void): void {
    const split = { op: 'split' as const, first: 0, second: 0 }
    this.steps.push(split)
    const inside = this.steps.length
    emitInside()
    split.first = isLazy ? this.steps.length : inside
    split.second = isLazy ? inside : this.steps.length
  }
}

type Repeat = Extract<Expression, { kind: 'repeat' }>

function tooLarge(): UnsupportedError {
  return new UnsupportedError('is too large: write its repeats with smaller numbers.')
}

function canBeEmpty(expression: Expression): boolean {
  switch (expression.kind) {
    case 'sequence':
      return expression.parts.every(canBeEmpty)
    case 'choice':
      return expression.options.some(canBeEmpty)
    case 'repeat':
      return expression.min === 0 || canBeEmpty(expression.part)
    case 'group':
      return canBeEmpty(expression.part)
    case 'unit':
      return false
    case 'position':
    case 'look':
      return true
  }
}

function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'sequence':
      return expression.parts
    case 'choice':
      return expression.options
    case 'repeat':
    case 'group':
    case 'look':
      return [expression.part]
    case 'unit':
    case 'position':
      return []
  }
}

function groupsIn(expression: Expression): { readonly first: number; readonly last: number } | null {
  const inner = childrenOf(expression).flatMap((child) => groupsIn(child) ?? [])
  const own = expression.kind === 'group' ? [expression.number] : []
  const first = Math.min(...own, ...inner.map((groups) => groups.first))
  const last = Math.max(...own, ...inner.map((groups) => groups.last))
  return Number.isFinite(first) ? { first, last } : null
}

function refuseSlowLooks(expression: Expression, isEverywhere: boolean): void {
  if (expression.kind === 'look' && isEverywhere && isUnbounded(expression.part)) {
    throw new UnsupportedError(
      'looks ahead or behind without an end at each position: begin it with ^, or bound the look.',
    )
  }
  const isRepeated = isEverywhere || (expression.kind === 'repeat' && expression.max === Infinity)
  for (const child of childrenOf(expression)) refuseSlowLooks(child, isRepeated)
}

function isUnbounded(expression: Expression): boolean {
  return (expression.kind === 'repeat' && expression.max === Infinity) || childrenOf(expression).some(isUnbounded)
}
