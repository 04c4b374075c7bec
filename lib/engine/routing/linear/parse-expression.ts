/** A regular expression as a tree. Texts are read by UTF-16 units, as JavaScript does without the flag `u`. */
export type Expression =
  | { readonly kind: 'sequence'; readonly parts: readonly Expression[] }
  | { readonly kind: 'choice'; readonly options: readonly Expression[] }
  /** One unit of text. */
  | { readonly kind: 'unit'; readonly test: (code: number) => boolean }
  | {
      readonly kind: 'repeat'
      readonly part: Expression
      readonly min: number
      readonly max: number
      readonly isLazy: boolean
    }
  | { readonly kind: 'group'; readonly number: number; readonly part: Expression }
  | { readonly kind: 'position'; readonly is: 'start' | 'end' | 'word_edge' | 'no_word_edge' }
  | { readonly kind: 'look'; readonly part: Expression; readonly isBehind: boolean; readonly isNegated: boolean }

/** An expression as a tree, with its capturing groups. */
export type Parsed = {
  readonly expression: Expression
  readonly groupCount: number
  readonly names: readonly GroupName[]
}
export type GroupName = readonly [name: string, number: number]

/** What such an expression must not have. The message goes on after its source. */
export class UnsupportedError extends Error {
  override readonly name = 'UnsupportedError'
}

/** Reads an expression that `new RegExp` has accepted with flags `s` or `is`. Throws `UnsupportedError`. */
export function parseExpression(source: string, flags: string): Parsed {
  const parser = new Parser(source)
  const expression = parser.choice(flags)
  return { expression, groupCount: parser.groupCount, names: parser.names }
}

class Parser {
  groupCount = 0
  readonly names: GroupName[] = []
  readonly #source: string
  #at = 0

  constructor(source: string) {
    this.#source = source
  }

  choice(flags: string): Expression {
    const options = [this.#sequence(flags)]
    while (this.#take('|')) options.push(this.#sequence(flags))
    return options.length === 1 && options[0] !== undefined ? options[0] : { kind: 'choice', options }
  }

  #sequence(flags: string): Expression {
    const parts: Expression[] = []
    while (this.#at < this.#source.length && this.#source[this.#at] !== '|' && this.#source[this.#at] !== ')') {
      parts.push(this.#repeated(this.#term(flags)))
    }
    return { kind: 'sequence', parts }
  }

  #term(flags: string): Expression {
    if (flags.includes('m')) throw new UnsupportedError('uses the modifier "m".')
    if (this.#take('^')) return { kind: 'position', is: 'start' }
    if (this.#take('$')) return { kind: 'position', is: 'end' }
    if (this.#take('\\b')) return { kind: 'position', is: 'word_edge' }
    if (this.#take('\\B')) return { kind: 'position', is: 'no_word_edge' }
    if (this.#take('(')) return this.#group(flags)
    return { kind: 'unit', test: unitTest(this.#unit(), flags) }
  }

  #group(flags: string): Expression {
    for (const [opening, isBehind, isNegated] of LOOKS) {
      if (!this.#take(opening)) continue
      return { kind: 'look', isBehind, isNegated, part: this.#closed(flags) }
    }
    const modifiers = this.#match(/\?([ims]*)(?:-([ims]+))?:/y)
    if (modifiers !== null) return this.#closed(modified(flags, modifiers[1], modifiers[2]))
    const number = ++this.groupCount
    const name = this.#match(/\?<([^>]+)>/y)?.[1]
    if (name !== undefined) this.names.push([name, number])
    return { kind: 'group', number, part: this.#closed(flags) }
  }

  #closed(flags: string): Expression {
    const inner = this.choice(flags)
    this.#take(')')
    return inner
  }

  #repeated(part: Expression): Expression {
    const found = this.#match(/(?:([*+?])|\{(\d+)(,?)(\d*)\})(\??)/y)
    if (found === null) return part
    const [, sign, least, comma, most, lazy] = found
    const isLazy = lazy === '?'
    if (sign !== undefined)
      return { kind: 'repeat', part, isLazy, min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : Infinity }
    const min = Number(least)
    if (comma === '') return { kind: 'repeat', part, min, max: min, isLazy }
    const max = most === '' ? Infinity : Number(most)
    return { kind: 'repeat', part, min, max, isLazy }
  }

  /** The text of one character, escape or class, as it is written. */
  #unit(): string {
    const reference = this.#match(/\\(?:k<|[1-9])/y)
    if (reference !== null)
      throw new UnsupportedError(`refers back to a group by ${reference[0]}, for which no time can be promised.`)
    const found =
      this.#match(/\[\^?\]|\[(?:\\.|[^\]\\])*\]/sy) ??
      this.#match(/\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|c[a-z]|.)/isy) ??
      this.#match(/./sy)
    return found?.[0] ?? ''
  }

  #take(text: string): boolean {
    if (!this.#source.startsWith(text, this.#at)) return false
    this.#at += text.length
    return true
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#source)
    if (found !== null) this.#at += found[0].length
    return found
  }
}

const LOOKS = [
  ['?=', false, false],
  ['?!', false, true],
  ['?<=', true, false],
  ['?<!', true, true],
] as const

function modified(flags: string, on = '', off = ''): string {
  return [...new Set(flags + on)].filter((flag) => !off.includes(flag)).join('')
}

const KNOWN_UNITS = new Map<string, (code: number) => boolean>()
const MAX_KNOWN_UNITS = 10_000

/** Thousands of patterns are made of a few characters and classes. */
function unitTest(text: string, flags: string): (code: number) => boolean {
  const key = `${flags} ${text}`
  const known = KNOWN_UNITS.get(key)
  if (known !== undefined) return known
  const test = makeUnitTest(text, flags)
  if (KNOWN_UNITS.size >= MAX_KNOWN_UNITS) KNOWN_UNITS.clear()
  KNOWN_UNITS.set(key, test)
  return test
}

/** What one unit may be, asked of JavaScript itself, so that classes and letter cases mean what they mean there. */
function makeUnitTest(text: string, flags: string): (code: number) => boolean {
  const pattern = new RegExp(`^${text}$`, flags)
  const ascii = Uint8Array.from({ length: 128 }, (_, code) => Number(pattern.test(String.fromCharCode(code))))
  return (code) => (code < 128 ? ascii[code] === 1 : pattern.test(String.fromCharCode(code)))
}
