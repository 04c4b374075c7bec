import { ReferenceLine } from 'recharts'
import { type EventLine, labelRows } from '@/components/charts/points'
import { useIsWide } from '@/components/ui/use-is-wide'

const ROW_PX = 14
const LABELS_FROM_PX = 640

type EventLook = {
  readonly x: number
  readonly promotion: string
  /** Rows of labels above the plot; 0 where they are not shown. */
  readonly rows: number
}

/** Rows of labels that stand above a chart of these lines: a phone has no room for them, and there the lines stand alone. */
export function useLabelRows(lines: readonly EventLine[]): number {
  return useIsWide(LABELS_FROM_PX) ? labelRows(lines) : 0
}

/** Room above the plot of a chart, in pixels, so that labels meet neither bars nor areas. */
export function marginForLabels(rows: number): number {
  return 6 + rows * ROW_PX
}

/** A purge, a promotion, a roll back or a pin as a vertical line of a chart, at `x`, its label above the plot. */
export function eventReference({ atMs, label, kind, side, row }: EventLine, look: EventLook) {
  return (
    <ReferenceLine
      key={`${atMs}${label}`}
      x={look.x}
      stroke={strokeOf(kind, look.promotion)}
      strokeDasharray="3 3"
      {...(row !== null &&
        look.rows > 0 && {
          label: {
            value: label,
            position: side === 'right' ? 'insideTopLeft' : 'insideTopRight',
            fill: 'var(--muted)',
            fontSize: 11,
            dy: (row - look.rows) * ROW_PX,
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
