import type { ShownLine } from '@/lib/contract/folded-lines'

/** A line with its number, and where in it (from, to) something differs from its counterpart. */
export type Side = { readonly number: number; readonly text: string; readonly changed: readonly [number, number] }

export type DiffRow =
  | { readonly kind: 'folded'; readonly text: string }
  | { readonly kind: 'same'; readonly left: Side; readonly right: Side }
  /** `null`: it has no counterpart. */
  | { readonly kind: 'changed'; readonly left: Side | null; readonly right: Side | null }

/** Lines of a comparison in two columns: what was removed stands beside what was added in its place. */
export function sideBySide(lines: readonly ShownLine[]): DiffRow[] {
  const rows: DiffRow[] = []
  let [left, right] = [1, 1]
  let [removed, added]: [Side[], Side[]] = [[], []]
  const settle = () => {
    for (let at = 0; at < Math.max(removed.length, added.length); at += 1) rows.push(paired(removed[at], added[at]))
    ;[removed, added] = [[], []]
  }
  for (const line of lines) {
    switch (line.kind) {
      case 'removed':
        // What was added before belongs to what was removed before it.
        if (added.length > 0) settle()
        removed.push(whole(left++, line.text))
        break
      case 'added':
        added.push(whole(right++, line.text))
        break
      case 'same':
        settle()
        rows.push({ kind: 'same', left: unchanged(left++, line.text), right: unchanged(right++, line.text) })
        break
      case 'folded':
        settle()
        left += line.lineCount
        right += line.lineCount
        rows.push({ kind: 'folded', text: line.text })
    }
  }
  settle()
  return rows
}

function paired(left: Side | undefined, right: Side | undefined): DiffRow {
  if (left === undefined || right === undefined) return { kind: 'changed', left: left ?? null, right: right ?? null }
  const from = commonStart(left.text, right.text)
  const end = commonEnd(left.text.slice(from), right.text.slice(from))
  return {
    kind: 'changed',
    left: { ...left, changed: [from, left.text.length - end] },
    right: { ...right, changed: [from, right.text.length - end] },
  }
}

const whole = (number: number, text: string): Side => ({ number, text, changed: [0, text.length] })
const unchanged = (number: number, text: string): Side => ({ number, text, changed: [0, 0] })

function commonStart(one: string, other: string): number {
  const most = Math.min(one.length, other.length)
  let length = 0
  while (length < most && one[length] === other[length]) length += 1
  // Never within a character of two halves.
  return /[\ud800-\udbff]/.test(one[length - 1] ?? '') ? length - 1 : length
}

function commonEnd(one: string, other: string): number {
  const most = Math.min(one.length, other.length)
  let length = 0
  while (length < most && one.at(-length - 1) === other.at(-length - 1)) length += 1
  return /[\udc00-\udfff]/.test(one.at(-length) ?? '') && length > 0 ? length - 1 : length
}
