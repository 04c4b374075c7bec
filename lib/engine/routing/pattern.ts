import { compileProgram, type Program } from '@/lib/engine/routing/linear/compile-program'
import { isPlain } from '@/lib/engine/routing/linear/is-plain'
import { type Parsed, parseExpression, UnsupportedError } from '@/lib/engine/routing/linear/parse-expression'
import { runProgram, type Slots } from '@/lib/engine/routing/linear/run-program'

/** A rule of the routing table that cannot be compiled. `key` names the part of the rule, `message` says why. */
export class RouteError extends Error {
  override readonly name = 'RouteError'
  readonly key: string

  constructor(key: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.key = key
  }
}

const MAX_PATTERN_LENGTH = 4096

/** Escapes with a meaning in PCRE that JavaScript reads as a plain letter: a silent change of meaning. */
const UNSUPPORTED_ESCAPES = 'GKQEhHRX'
const ANCHORS: Readonly<Record<string, string>> = { A: '^', z: '$', Z: '$' }

/** Longer texts match nothing: a path of that length is refused before, a header or a query value is not looked at. */
const MAX_TEXT_LENGTH = 8192

/** Where a match of a group begins and ends. */
export type Range = readonly [from: number, to: number]

/** Where a pattern matched. */
export type PatternMatch = {
  readonly text: string
  /** What groups captured, by number from 1 and by name; groups that took no part are absent. */
  readonly captures: ReadonlyMap<string, string>
}

/** A compiled pattern. It matches what JavaScript's own engine matches, in time linear in the text. */
export class Pattern {
  /** As JavaScript writes it. */
  readonly source: string
  readonly isCaseSensitive: boolean
  /** Of the capturing groups: numbers from 0 (the whole match) and names. */
  readonly groupNames: readonly string[]
  readonly #program: Program
  /** JavaScript's own engine, where it is linear as well. */
  readonly #native: RegExp | null
  readonly #parsed: Parsed

  /** Throws `UnsupportedError`, or what `new RegExp` throws. */
  constructor(source: string, isCaseSensitive: boolean) {
    const flags = isCaseSensitive ? 's' : 'is'
    const native = new RegExp(source, flags)
    this.source = source
    this.isCaseSensitive = isCaseSensitive
    this.#parsed = parseExpression(source, flags)
    this.#program = compileProgram(this.#parsed.expression)
    this.#native = isPlain(this.#parsed.expression) ? native : null
    const { groupCount, names } = this.#parsed
    const numbers = Array.from({ length: groupCount + 1 }, (_, number) => String(number))
    this.groupNames = [...numbers, ...new Set(names.map(([name]) => name))]
  }

  test(text: string): boolean {
    if (text.length > MAX_TEXT_LENGTH) return false
    return this.#native === null ? this.#run(text) !== null : this.#native.test(text)
  }

  exec(text: string): PatternMatch | null {
    if (text.length > MAX_TEXT_LENGTH) return null
    const parts = this.#native === null ? this.#parts(text) : this.#native.exec(text)
    if (parts === null) return null
    const captures = new Map<string, string>()
    for (let number = 1; number < parts.length; number++) {
      const captured = parts[number]
      if (captured !== undefined) captures.set(String(number), captured)
    }
    for (const [name, number] of this.#parsed.names) {
      const captured = parts[number]
      if (captured !== undefined) captures.set(name, captured)
    }
    return { text: parts[0] ?? '', captures }
  }

  /** Where the groups that took part in a match begin and end; `null` when there is no match. */
  ranges(text: string): Range[] | null {
    const slots = text.length > MAX_TEXT_LENGTH ? null : this.#run(text)
    if (slots === null) return null
    return Array.from({ length: this.#parsed.groupCount }, (_, at): Range => rangeIn(slots, at + 1)).filter(isThere)
  }

  #parts(text: string): (string | undefined)[] | null {
    const slots = this.#run(text)
    if (slots === null) return null
    return Array.from({ length: this.#parsed.groupCount + 1 }, (_, number) => {
      const range = rangeIn(slots, number)
      return isThere(range) ? text.slice(...range) : undefined
    })
  }

  #run(text: string): Slots | null {
    return runProgram(this.#program, text, this.#parsed.groupCount)
  }
}

const rangeIn = (slots: Slots, number: number): Range => [slots[number * 2] ?? -1, slots[number * 2 + 1] ?? -1]
const isThere = ([from, to]: Range) => from >= 0 && to >= 0

/**
 * Compiles a PCRE pattern of the routing table. `.` matches every character, as paths hold no line ends but may hold
 * U+2028, which must not slip past a rule. Throws `RouteError` for what JavaScript cannot say, and for what no linear
 * time can be promised for.
 */
export function compilePattern(
  source: string,
  { key, isWhole, isCaseSensitive }: { key: string; isWhole: boolean; isCaseSensitive: boolean },
): Pattern {
  if (source.length > MAX_PATTERN_LENGTH) {
    throw new RouteError(key, `The regular expression is longer than ${MAX_PATTERN_LENGTH} characters.`)
  }
  const inline = /^\^?\(\?i\)/.exec(source)
  const body = toJavaScript(inline === null ? source : source.slice(inline[0].length), key)
  try {
    return new Pattern(isWhole ? `^(?:${body})$` : body, isCaseSensitive && inline === null)
  } catch (error) {
    if (error instanceof UnsupportedError) throw new RouteError(key, `"${source}" ${error.message}`, { cause: error })
    throw new RouteError(key, `"${source}" is not a regular expression that can be used here: ${reasonOf(error)}`, {
      cause: error,
    })
  }
}

function toJavaScript(source: string, key: string): string {
  if (source.includes('[[:')) throw new RouteError(key, `"${source}" uses a POSIX class; write the characters instead.`)
  return source
    .replace(/\\(.)/gs, (escaped, letter: string) => {
      if (UNSUPPORTED_ESCAPES.includes(letter)) {
        throw new RouteError(key, `"${source}" uses ${escaped}, which is not supported; write it another way.`)
      }
      return ANCHORS[letter] ?? escaped
    })
    .replaceAll('(?P<', '(?<')
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
