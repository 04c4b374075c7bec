import { explainOutcome, explainSince, explainState } from '@/components/status/explain'
import { ReasonLink } from '@/components/status/reason-link'
import { stateTextClass, statusLook } from '@/components/status/statuses'
import { cn } from '@/components/ui/cn'
import type { CacheStatus, EntryState } from '@/lib/contract/paths'

type StatusBadgeProps = {
  status: CacheStatus
  reason?: string | null
  /** What is stored now: where the two differ, the tooltip says how that came. */
  stateNow?: EntryState
}

/** A cache status by name and colour, with its reason code; the sentence is its tooltip. */
export function StatusBadge({ status, reason = null, stateNow }: StatusBadgeProps) {
  const look = statusLook(status)
  return (
    <span
      className="inline-flex items-center gap-1.5"
      title={lines(explainOutcome(status, reason), stateNow && explainSince(status, stateNow))}
    >
      <span className={cn('inline-flex items-center gap-1.5 font-medium text-sm', look.text)}>
        <Square />
        {status}
      </span>
      {reason !== null && <ReasonLink code={reason} />}
    </span>
  )
}

type StateBadgeProps = {
  state: EntryState
  reason?: string | null
  /** Where room is scarce the reason is in the tooltip only. */
  isReasonShown?: boolean
}

/** What would happen to the next visitor of a stored entry. */
export function StateBadge({ state, reason = null, isReasonShown = true }: StateBadgeProps) {
  return (
    <span className="inline-flex items-center gap-1.5" title={explainState(state, reason)}>
      <span className={cn('inline-flex items-center gap-1.5 font-medium text-sm', stateTextClass(state))}>
        <Square />
        {state === 'none' ? 'not stored' : state}
      </span>
      {isReasonShown && reason !== null && <ReasonLink code={reason} />}
    </span>
  )
}

function lines(...parts: readonly (string | null | undefined)[]): string {
  return parts.filter(Boolean).join('\n')
}

function Square() {
  return <span aria-hidden="true" className="size-[7px] rounded-[2px] bg-current" />
}
