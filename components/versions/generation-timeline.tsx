import type { ReactNode } from 'react'
import { formatMilliseconds } from '@/components/format/durations'
import { formatBytes, formatCount } from '@/components/format/numbers'
import { Ago } from '@/components/shell/now'
import { causeWords } from '@/components/status/reasons'
import { cn } from '@/components/ui/cn'
import { STANDING_MARK, type Standing, standingOf } from '@/components/versions/served'
import { type TimelineRow, timelineOf } from '@/components/versions/timeline'
import type { PathDetail, PathGeneration } from '@/lib/contract/paths'

type GenerationTimelineProps = {
  detail: Pick<PathDetail, 'generations' | 'failures' | 'pin'>
  /** The one that is looked at. */
  viewedId: string | undefined
  /** What can be done with one. */
  actions: (generation: PathGeneration) => ReactNode
}

/** Regenerations of a path, newest first; one that changed nothing only renews the one before. */
export function GenerationTimeline({ detail, viewedId, actions }: GenerationTimelineProps) {
  const items = timelineOf(detail)
  return (
    <ol className="relative px-3.5 py-2">
      {items.map((item, index) => {
        const isLast = index === items.length - 1
        if (item.kind === 'failed') return <Failed key={item.failure.invocation} item={item} isLast={isLast} />
        const { generation } = item
        return (
          <li
            key={generation.id}
            aria-current={generation.id === viewedId ? 'true' : undefined}
            className={cn(ITEM, generation.id === viewedId && 'bg-sunken')}
          >
            <Line isLast={isLast} />
            <Dot look={standingOf(detail, generation)} />
            <Generation generation={generation} standing={standingOf(detail, generation)} />
            <div className="mt-1 -ml-2.5 flex gap-1">{actions(generation)}</div>
          </li>
        )
      })}
    </ol>
  )
}

const ITEM = 'relative -mx-2 rounded-md py-1.5 pr-2 pl-7.5'

function Generation({ generation, standing }: { generation: PathGeneration; standing: Standing }) {
  return (
    <>
      <p className="flex justify-between gap-2">
        <span className="font-medium">
          <Ago at={generation.beganAt} />
          <Mark standing={standing} />
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
    </>
  )
}

function Failed({ item, isLast }: { item: TimelineRow & { kind: 'failed' }; isLast: boolean }) {
  const { failure, count, since } = item
  const { at, cause, durationMs, message, invocation } = failure
  return (
    <li className={ITEM}>
      <Line isLast={isLast} />
      <Dot look="failed" />
      <p className="font-medium">
        <Ago at={at} />
        <span className="text-danger"> · failed{count > 1 && ` ×${formatCount(count)}`}</span>
      </p>
      <p className="break-words">{message}</p>
      <p className="text-muted">
        {causeWords(cause)}, gave up after {formatMilliseconds(durationMs)}
        {count > 1 && (
          <>
            ; first <Ago at={since} />
          </>
        )}
      </p>
      <p className="truncate text-faint text-sm" title={`Invocation ${invocation}, as functions and logs know it`}>
        invocation <code className="font-mono">{invocation}</code>
      </p>
    </li>
  )
}

function Line({ isLast }: { isLast: boolean }) {
  if (isLast) return null
  return <span aria-hidden="true" className="absolute top-4 -bottom-2 left-3.5 w-px bg-line-strong" />
}

const DOT = {
  served: 'border-accent bg-accent',
  pinned: 'border-accent bg-accent ring-3 ring-accent/30',
  waiting: 'border-accent bg-surface',
  hidden: 'border-danger bg-surface',
  earlier: 'border-line-strong bg-surface',
  failed: 'rounded-none border-danger bg-danger',
} as const

function Dot({ look }: { look: keyof typeof DOT }) {
  return (
    <span aria-hidden="true" className={cn('absolute top-3 left-2.5 size-[9px] rounded-full border-2', DOT[look])} />
  )
}

function Mark({ standing }: { standing: Standing }) {
  const words = STANDING_MARK[standing]
  if (words === null) return null
  return <span className={standing === 'hidden' ? 'text-danger' : 'text-accent'}> · {words}</span>
}
