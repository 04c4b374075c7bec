import type { ReactNode } from 'react'
import { formatMilliseconds } from '@/components/format/durations'
import { formatBytes, formatCount } from '@/components/format/numbers'
import { Ago } from '@/components/shell/now'
import { causeWords } from '@/components/status/reasons'
import { cn } from '@/components/ui/cn'
import type { PathGeneration } from '@/lib/contract/paths'

type GenerationTimelineProps = {
  generations: readonly PathGeneration[]
  /** What can be done with one. */
  actions: (generation: PathGeneration) => ReactNode
}

/** Regenerations of a path, newest first; one that changed nothing only renews the one before. */
export function GenerationTimeline({ generations, actions }: GenerationTimelineProps) {
  return (
    <ol className="relative px-3.5 py-2">
      {generations.map((generation, index) => (
        <li key={generation.id} className="relative py-1.5 pl-5.5">
          {index < generations.length - 1 && (
            <span aria-hidden="true" className="absolute top-4 -bottom-2 left-1.5 w-px bg-line-strong" />
          )}
          <span
            aria-hidden="true"
            className={cn(
              'absolute top-3 left-0.5 size-[9px] rounded-full border-2',
              generation.isPinned && 'border-accent bg-accent ring-3 ring-accent/30',
              generation.isCurrent && !generation.isPinned && 'border-accent bg-accent',
              !generation.isCurrent && !generation.isPinned && 'border-line-strong bg-surface',
            )}
          />
          <p className="flex justify-between gap-2">
            <span className="font-medium">
              <Ago at={generation.beganAt} />
              {generation.isCurrent && <span className="text-accent"> · current</span>}
              {generation.isPinned && <span className="text-accent"> · pinned</span>}
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
          <div className="mt-1 flex gap-1">{actions(generation)}</div>
        </li>
      ))}
    </ol>
  )
}
