/** A name is worth suggesting only if it differs by less than this share of the length of the name asked for. */
const MAX_SHARE = 0.35

/** The names nearest to the one asked for, nearest first: those that begin alike or differ by few letters. */
export function nearestNames(wanted: string, names: readonly string[], count: number): string[] {
  const lower = wanted.toLowerCase()
  const most = Math.max(2, Math.floor(wanted.length * MAX_SHARE))
  const misfit = (name: string) => Math.abs(name.length - wanted.length)
  const rated = names.flatMap((name) => {
    const other = name.toLowerCase()
    const distance = isWithinReach(lower, other, most) ? editDistance(lower, other) : Number.POSITIVE_INFINITY
    const isLonger = other.startsWith(lower) || lower.startsWith(other)
    if (distance <= most) return [{ name, distance }]
    return isLonger && other.length > 1 ? [{ name, distance: most + Math.abs(other.length - lower.length) }] : []
  })
  return rated
    .toSorted(
      (one, other) =>
        one.distance - other.distance || misfit(one.name) - misfit(other.name) || (one.name < other.name ? -1 : 1),
    )
    .slice(0, count)
    .map(({ name }) => name)
}

function isWithinReach(one: string, other: string, most: number): boolean {
  return Math.abs(one.length - other.length) <= most
}

/** Letters to insert, remove or replace until one text is the other. */
export function editDistance(one: string, other: string): number {
  let above = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (const [row, letter] of [...one].entries()) {
    const line = [row + 1]
    for (const [column, against] of [...other].entries()) {
      const replaced = (above[column] ?? 0) + (letter === against ? 0 : 1)
      line.push(Math.min(replaced, (above[column + 1] ?? 0) + 1, (line[column] ?? 0) + 1))
    }
    above = line
  }
  return above.at(-1) ?? 0
}
