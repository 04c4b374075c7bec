import { isHeaderName, isHeaderValue } from '@/lib/engine/headers'
import { encodePath } from '@/lib/engine/routing/parse-target'
import { RouteError } from '@/lib/engine/routing/pattern'

/** What a pattern captured, by name or number. */
export type Captures = ReadonlyMap<string, string>

/** A text with captures filled in; captures that took no part in the match are empty. */
export type Template = (captures: Captures) => string

/**
 * Compiles `$1` and `$name`. Only `known` names are captures: output names like `[id].segments/$d$id` hold dollar
 * signs of their own, which stay as they are. `encode` is applied to the captured text alone.
 */
export function compileTemplate(
  text: string,
  known: ReadonlySet<string>,
  encode: (text: string) => string = (captured) => captured,
): Template {
  const parts: (string | { readonly capture: string })[] = []
  let plainFrom = 0
  for (const found of text.matchAll(/\$(\d+|[A-Za-z_]\w*)/g)) {
    const capture = knownPrefix(found[1] ?? '', known)
    if (capture === undefined) continue
    parts.push(text.slice(plainFrom, found.index), { capture })
    plainFrom = found.index + 1 + capture.length
  }
  if (parts.length === 0) return () => text
  parts.push(text.slice(plainFrom))
  return (captures) =>
    parts.map((part) => (typeof part === 'string' ? part : encode(captures.get(part.capture) ?? ''))).join('')
}

/**
 * Compiles what a rule writes into a header. A `location` may hold any character, escaped. Throws `RouteError` for a
 * name or value that HTTP cannot carry.
 */
export function compileHeader(
  { name, value }: { readonly name: string; readonly value: string },
  { key, known }: { readonly key: string; readonly known: ReadonlySet<string> },
): Template {
  if (!isHeaderName(name)) throw new RouteError(key, `"${name}" cannot be the name of a header.`)
  const text = name.toLowerCase() === 'location' ? encodePath(value) : value
  if (isHeaderValue(text)) return compileTemplate(text, known, encodePath)
  throw new RouteError(key, `The header "${name}" holds a character that no header can; escape it.`)
}

/** `$12` is group 1 followed by a 2 where there is no group 12; a name is taken whole or not at all. */
function knownPrefix(name: string, known: ReadonlySet<string>): string | undefined {
  if (known.has(name)) return name
  if (!/^\d/.test(name)) return undefined
  for (let length = name.length - 1; length > 0; length--) {
    if (known.has(name.slice(0, length))) return name.slice(0, length)
  }
  return undefined
}
