import type { DiffLine } from '@/lib/contract/versions'

export type ShownLine =
  | DiffLine
  | { readonly kind: 'folded'; readonly text: string /** How many lines it stands for. */; readonly lineCount: number }

/** Lines that stay around a change, so that one sees where it is. */
const CONTEXT_LINES = 3

/** The lines of a comparison, with those far from any change folded into one that counts them. */
export function foldedLines(lines: readonly DiffLine[]): ShownLine[] {
  const isNear = lines.map((_, at) =>
    lines.slice(Math.max(0, at - CONTEXT_LINES), at + CONTEXT_LINES + 1).some(({ kind }) => kind !== 'same'),
  )
  const shown: ShownLine[] = []
  let foldedCount = 0
  const unfold = () => {
    const text = `${foldedCount} ${foldedCount === 1 ? 'line' : 'lines'}`
    if (foldedCount > 0) shown.push({ kind: 'folded', text, lineCount: foldedCount })
    foldedCount = 0
  }
  for (const [at, line] of lines.entries()) {
    if (!isNear[at]) {
      foldedCount += 1
      continue
    }
    unfold()
    shown.push(line)
  }
  unfold()
  return shown
}
