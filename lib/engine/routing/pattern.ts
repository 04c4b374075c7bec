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

/**
 * Compiles a PCRE pattern of the routing table. `.` matches every character, as paths hold no line ends but may hold
 * U+2028, which must not slip past a rule. Throws `RouteError` for what JavaScript cannot say.
 */
export function compilePattern(
  source: string,
  { key, isWhole, isCaseSensitive }: { key: string; isWhole: boolean; isCaseSensitive: boolean },
): RegExp {
  if (source.length > MAX_PATTERN_LENGTH) {
    throw new RouteError(key, `The regular expression is longer than ${MAX_PATTERN_LENGTH} characters.`)
  }
  const inline = /^\^?\(\?i\)/.exec(source)
  const body = toJavaScript(inline === null ? source : source.slice(inline[0].length), key)
  try {
    return new RegExp(isWhole ? `^(?:${body})$` : body, isCaseSensitive && inline === null ? 's' : 'is')
  } catch (error) {
    throw new RouteError(key, `"${source}" is not a regular expression that can be used here: ${reasonOf(error)}`, {
      cause: error,
    })
  }
}

/** Names of the capturing groups: numbers from 0 (the whole match) and names. */
export function groupNames(pattern: RegExp): string[] {
  const empty = new RegExp(`${pattern.source}|`, pattern.flags).exec('')
  if (empty === null) return []
  return [...empty.keys().map(String), ...Object.keys(empty.groups ?? {})]
}

/** What a match captured, by number from 1 and by name; groups that took no part are absent. */
export function capturesOf(match: RegExpExecArray): Map<string, string> {
  const captures = new Map<string, string>()
  for (const [number, text] of match.entries()) if (number > 0 && text !== undefined) captures.set(`${number}`, text)
  for (const [name, text] of Object.entries(match.groups ?? {})) if (text !== undefined) captures.set(name, text)
  return captures
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
