import type { ReactNode } from 'react'
import { formatMilliseconds } from '@/components/format/durations'
import { formatBytes, formatCount } from '@/components/format/numbers'
import { STANDING_MARK, type Standing, standingOf } from '@/components/paths/served'
import { Ago } from '@/components/shell/now'
import { causeWords } from '@/components/status/reasons'
import { cn } from '@/components/ui/cn'
import type { PathDetail, PathGeneration } from '@/lib/contract/paths'

type GenerationTimelineProps = {
  detail: Pick<PathDetail, 'generations' | 'pin'>
  /** The one that is looked at. */
  viewedId: string | undefined
  /** What can be done with one. */
  actions: (generation: PathGeneration) => ReactNode
}

/** Regenerations of a path, newest first; one that changed nothing only renews the one before. */
export function GenerationTimeline({ detail, viewedId, actions }: GenerationTimelineProps) {
  const { generations } = detail
  return (
    <ol className="relative px-3.5 py-2">
      {generations.map((generation, index) => (
        <li
          key={generation.id}
          aria-current={generation.id === viewedId ? 'true' : undefined}
          className={cn('relative -mx-2 rounded-md py-1.5 pr-2 pl-7.5', generation.id === viewedId && 'bg-sunken')}
        >
          {index < generations.length - 1 && (
            <span aria-hidden="true" className="absolute top-4 -bottom-2 left-3.5 w-px bg-line-strong" />
          )}
          <Dot standing={standingOf(detail, generation)} />
          <p className="flex justify-between gap-2">
            <span className="font-medium">
              <Ago at={generation.beganAt} />
              <Mark standing={standingOf(detail, generation)} />
            </span>
            <span className="text-faint">{formatBytes(generation.sizeBytes)}</span>
          </p>
          <p className="text-muted">
            {causeWords(generation.cause)}
            {generation.durationMs > 0 && `, rendered in ${formatMilliseconds(generation.durationMs)}`}
          </p>
          <p className="text-faint text-sm">
            {generation.renewedAt && (
              <>
                unchanged ×{formatCount(generation.renewalCount)}, last <Ago at={generation.renewedAt} /> ·{' '}
              </>
            )}
            <span title="Number of the journal row that the edge had applied when this render began">
              stamp {formatCount(generation.stamp)}
            </span>
          </p>
          <div className="mt-1 -ml-2.5 flex gap-1">{actions(generation)}</div>
        </li>
      ))}
    </ol>
  )
}

const DOT = {
  served: 'border-accent bg-accent',
  pinned: 'border-accent bg-accent ring-3 ring-accent/30',
  waiting: 'border-accent bg-surface',
  hidden: 'border-danger bg-surface',
  earlier: 'border-line-strong bg-surface',
} as const

function Dot({ standing }: { standing: Standing }) {
  return (
    <span
      aria-hidden="true"
      className={cn('absolute top-3 left-2.5 size-[9px] rounded-full border-2', DOT[standing])}
    />
  )
}

function Mark({ standing }: { standing: Standing }) {
  const words = STANDING_MARK[standing]
  if (words === null) return null
  return <span className={standing === 'hidden' ? 'text-danger' : 'text-accent'}> · {words}</span>
}
