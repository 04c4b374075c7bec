import { ReferenceLine } from 'recharts'
import type { EventLine } from '@/components/charts/points'

/** A purge, a promotion, a roll back or a pin as a vertical line of a chart, at `x`. */
export function eventReference(
  { atMs, label, kind, side, row }: EventLine,
  look: { readonly x: number; readonly promotion: string },
) {
  return (
    <ReferenceLine
      key={`${atMs}${label}`}
      x={look.x}
      stroke={strokeOf(kind, look.promotion)}
      strokeDasharray="3 3"
      {...(row !== null && {
        label: {
          value: label,
          position: side === 'right' ? 'insideTopLeft' : 'insideTopRight',
          fill: 'var(--muted)',
          fontSize: 11,
          // A phone has no room for them: there the lines stand alone, and the purges are listed below.
          className: 'max-sm:hidden',
          dy: row * 14,
        },
      })}
    />
  )
}

function strokeOf(kind: EventLine['kind'], promotion: string): string {
  switch (kind) {
    case 'purge':
      return 'var(--status-stale)'
    case 'promotion':
      return promotion
    case 'rollback':
      return 'var(--danger)'
    case 'pin':
      return 'var(--muted)'
  }
}
