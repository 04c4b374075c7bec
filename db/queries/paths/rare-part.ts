/** A window of so many characters is what an index of trigrams looks for. */
const WINDOW = 3

/**
 * The part of a searched text that is worth looking for in an index, by a sample of what is indexed: without what half of the
 * sample has at its ends, whose lists are as long as the table. What has the text has this part too.
 */
export function rarePart(text: string, sample: readonly string[]): string {
  const lowered = sample.map((each) => each.toLowerCase())
  const isCommon = (window: string) =>
    lowered.length > 0 && lowered.filter((each) => each.includes(window.toLowerCase())).length * 2 >= lowered.length
  let part = text
  while (isWord(part.slice(1)) && isCommon(part.slice(0, WINDOW))) part = part.slice(1)
  while (isWord(part.slice(0, -1)) && isCommon(part.slice(-WINDOW))) part = part.slice(0, -1)
  // Of ends of words an index knows only that there is one, as nearly everywhere.
  const [before = ''] = /^[\p{L}\p{N}]{0,2}[^\p{L}\p{N}]+/u.exec(part) ?? []
  if (isWord(part.slice(before.length))) part = part.slice(before.length)
  const [behind = ''] = /[^\p{L}\p{N}]+[\p{L}\p{N}]{0,2}$/u.exec(part) ?? []
  const shorter = part.slice(0, part.length - behind.length)
  return isWord(shorter) ? shorter : part
}

/** Whether an index can still look for it. */
function isWord(text: string): boolean {
  return /[\p{L}\p{N}]{3}/u.test(text)
}
