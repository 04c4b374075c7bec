/**
 * How an operator would call the field that is wrong: `path`, or `path (number 3 of selectors)` where a list holds several.
 * `''` is the whole input. Programs find the exact key in `details.issues`.
 */
export function fieldWords(fields: unknown, key: readonly PropertyKey[]): string {
  const names = key.filter((part) => typeof part === 'string')
  const name = names.at(-1) ?? ''
  const at = key.findLastIndex((part) => typeof part === 'number')
  const position = key[at]
  if (typeof position !== 'number' || !isOneOfMany(fields, key.slice(0, at))) return name
  const list = key.slice(0, at).findLast((part) => typeof part === 'string')
  return list === name ? `${name} (number ${position + 1})` : `${name} (number ${position + 1} of ${String(list)})`
}

function isOneOfMany(fields: unknown, keyOfList: readonly PropertyKey[]): boolean {
  const list = keyOfList.reduce<unknown>((inner, part) => Object(inner)[part], fields)
  return Array.isArray(list) && list.length > 1
}
