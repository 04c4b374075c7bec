import { Pattern } from '@/lib/engine/routing/pattern'

/**
 * Rules match whatever the case of a path (`/BLOG/a` as `/blog/a`), so paths that share an entry must share a
 * spelling: what the pattern captured stays, the rest is spelled as the pattern spells it.
 */
export function createRespeller(pattern: Pattern): (path: string) => string {
  if (pattern.isCaseSensitive) return (path) => path
  const exact = new Pattern(pattern.source, true)
  return (path) => (exact.test(path) ? path : respell(path, pattern))
}

function respell(path: string, pattern: Pattern): string {
  const captured = pattern.ranges(path)
  if (captured === null) return path
  return path.replace(/[A-Za-z]/g, (letter, at: number) =>
    captured.some(([from, to]) => at >= from && at < to) ? letter : spellingOf(path, at, pattern.source),
  )
}

/** The letter as it stands in the pattern, found by the run of letters around it. */
function spellingOf(path: string, at: number, source: string): string {
  const before = /[A-Za-z]*$/.exec(path.slice(0, at))?.[0] ?? ''
  const run = before + (/^[A-Za-z]+/.exec(path.slice(at))?.[0] ?? '')
  const found = source.toLowerCase().indexOf(run.toLowerCase())
  const letter = path.charAt(at)
  return found < 0 ? letter.toLowerCase() : source.charAt(found + before.length)
}
