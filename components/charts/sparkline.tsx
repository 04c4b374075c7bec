import { sparklineCorners } from '@/components/charts/points'

type SparklineProps = { values: readonly number[]; color: string }

/** A trend without axes; the figures beside it say what it shows. */
export function Sparkline({ values, color }: SparklineProps) {
  return (
    <svg aria-hidden="true" viewBox="0 0 100 20" preserveAspectRatio="none" className="block h-5.5 w-full">
      <polyline
        points={sparklineCorners(values)}
        fill="none"
        stroke={color}
        strokeWidth="1.5"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  )
}
