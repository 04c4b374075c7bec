import { Pause, Play } from 'lucide-react'
import { formatSeconds } from '@/components/format/durations'
import { formatCount, formatOf } from '@/components/format/numbers'
import type { LiveState } from '@/components/live/live-state'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { Kbd } from '@/components/ui/kbd'

/** How the tail is doing: connected or not and why, what is missing, whom it hears; and its pause. */
export function LiveBar({ state, onPause }: { state: LiveState; onPause: (isPaused: boolean) => void }) {
  const { isPaused, heldCount, droppedCount, gapSeconds, edges } = state
  const silent = edges.filter(({ state: each }) => each === 'unreachable')
  const heard = edges.filter(({ state: each }) => each === 'reading').length
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5 border-line border-b px-3.5 py-2 text-sm">
      <Button size="small" aria-pressed={isPaused} onClick={() => onPause(!isPaused)}>
        {isPaused ? <Play aria-hidden="true" /> : <Pause aria-hidden="true" />}
        {isPaused ? 'Go on' : 'Pause'}
        <Kbd>space</Kbd>
      </Button>
      <PhaseMark state={state} />
      {isPaused && <span>{formatCount(heldCount)} came meanwhile</span>}
      <span className={droppedCount > 0 ? 'font-medium text-status-stale' : 'text-faint'}>
        {formatCount(droppedCount)} dropped
      </span>
      {gapSeconds !== null && (
        <span className="text-status-stale">
          Disconnected for {formatSeconds(Math.ceil(gapSeconds))}: hits from that time are missing
        </span>
      )}
      <span
        className="text-faint sm:ml-auto"
        title={edges.map(({ id, region, state: each }) => `${id} (${region}): ${each}`).join('\n')}
      >
        {formatOf(heard, 'edge', 'edges')} of {formatCount(edges.length)} heard
      </span>
      {silent.length > 0 && (
        <p role="status" className="w-full text-danger">
          No answer from {silent.map(({ id, region }) => `${id.slice(0, 12)} (${region})`).join(', ')}: its requests are
          missing. Retrying every second.
        </p>
      )}
    </div>
  )
}

/** Colour is not all: the word says it too. */
function PhaseMark({ state: { phase, isPaused } }: { state: LiveState }) {
  const { text, tone } = phaseWords(phase, isPaused)
  return (
    <span role="status" className={cn('inline-flex items-center gap-1.5', tone)}>
      <span aria-hidden="true" className="size-[7px] rounded-full bg-current" />
      {text}
    </span>
  )
}

function phaseWords(phase: LiveState['phase'], isPaused: boolean): { readonly text: string; readonly tone: string } {
  switch (phase.kind) {
    case 'connecting':
      return { text: 'Connecting…', tone: 'text-muted' }
    case 'live':
      return isPaused ? { text: 'Paused', tone: 'text-status-stale' } : { text: 'Live', tone: 'text-status-hit' }
    case 'broken':
      return { text: `${phase.message} Connecting again…`, tone: 'text-status-stale' }
    case 'refused':
      return { text: `Ended. ${phase.message}`, tone: 'text-danger' }
  }
}
