type Range = readonly [from: number, to: number]

/**
 * Rules match whatever the case of a path (`/BLOG/a` as `/blog/a`), so paths that share an entry must share a
 * spelling: what the pattern captured stays, the rest is spelled as the pattern spells it.
 */
export function createRespeller(pattern: RegExp): (path: string) => string {
  if (!pattern.ignoreCase) return (path) => path
  const exact = new RegExp(pattern.source, 's')
  return (path) => (exact.test(path) ? path : respell(path, pattern))
}

function respell(path: string, pattern: RegExp): string {
  const match = new RegExp(pattern.source, 'isd').exec(path)
  if (match?.indices === undefined) return path
  const captured: Range[] = match.indices.slice(1).filter((range) => range !== undefined)
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
