import { formatShare } from '@/lib/contract/shares'

/** How a figure moved against the window before, and whether that is good news. */
export type Change = { readonly text: string; readonly mood: 'good' | 'bad' | 'neutral' }

type Compared = {
  readonly current: number | null
  readonly previous: number | null
  /** Which direction is good; `null` when neither is. */
  readonly wanted: 'up' | 'down' | null
}

/** The relative change of a count: `+6.1 %`, `−3 %`; `new` when there was none before. */
export function changeOfCount({ current, previous, wanted }: Compared): Change {
  if (current === null || previous === null || (current === 0 && previous === 0)) return NO_CHANGE
  if (previous === 0) return { text: 'new', mood: 'neutral' }
  const ratio = (current - previous) / previous
  return Math.abs(ratio) < 0.0005
    ? NO_CHANGE
    : { text: `${sign(ratio)}${formatShare(Math.abs(ratio))}`, mood: moodOf(ratio, wanted) }
}

/** The change of a ratio in percentage points: `+0.4 pt`; `new` when there was none before. */
export function changeOfRatio({ current, previous, wanted }: Compared): Change {
  if (current === null) return NO_CHANGE
  if (previous === null) return { text: 'new', mood: 'neutral' }
  const points = Number(((current - previous) * 100).toFixed(1))
  return points === 0 ? NO_CHANGE : { text: `${sign(points)}${Math.abs(points)} pt`, mood: moodOf(points, wanted) }
}

const NO_CHANGE: Change = { text: 'no change', mood: 'neutral' }

function sign(amount: number): string {
  return amount < 0 ? '−' : '+'
}

function moodOf(amount: number, wanted: Compared['wanted']): Change['mood'] {
  if (wanted === null) return 'neutral'
  return amount > 0 === (wanted === 'up') ? 'good' : 'bad'
}
