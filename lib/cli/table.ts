/** Rows under their headings, in columns as wide as needed; the last one is left ragged. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [headings, ...rows]
  const widths = headings.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}

/** A table, or a sentence in place of one that would have headings only. */
export function tableOr(
  whenEmpty: string,
  headings: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  return rows.length === 0 ? [whenEmpty] : table(headings, rows)
}

/** An age in the largest unit that says enough: `45 s`, `3 min`, `7 h`, `12 d`. */
export function age(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)} h`
  return `${Math.floor(seconds / 86_400)} d`
}

/** Bytes in the unit that keeps three digits. */
export function bytes(count: number): string {
  if (count < 1_024) return `${count} B`
  if (count < 1_048_576) return `${(count / 1_024).toFixed(1)} KB`
  return `${(count / 1_048_576).toFixed(1)} MB`
}

/** A count with its noun: `1 entry`, `2 entries`. The plural is the noun with an s, unless it is given. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`
}
