import { reasonSentence } from '@/components/status/reasons'
import { stateTextClass, statusLook } from '@/components/status/statuses'
import { cn } from '@/components/ui/cn'
import type { CacheStatus, EntryState } from '@/lib/contract/paths'

type StatusBadgeProps = { status: CacheStatus; reason?: string | null }

/** A cache status by name and colour, with its reason code; the sentence is its tooltip. */
export function StatusBadge({ status, reason = null }: StatusBadgeProps) {
  const look = statusLook(status)
  return (
    <span className="inline-flex items-center gap-1.5" title={reason === null ? look.meaning : reasonSentence(reason)}>
      <span className={cn('inline-flex items-center gap-1.5 font-medium text-sm', look.text)}>
        <Square />
        {status}
      </span>
      {reason !== null && <span className="text-faint">{reason}</span>}
    </span>
  )
}

type StateBadgeProps = {
  state: EntryState
  reason?: string | null
  /** Where room is scarce the reason is in the tooltip only. */
  isReasonShown?: boolean
}

const STATE_MEANING: Record<EntryState, string> = {
  fresh: 'The next visitor gets it from the cache.',
  stale: 'The next visitor gets it once more while it is regenerated.',
  failed: 'Regenerating it failed; the last good copy is served.',
  deleted: 'It was deleted: the next visitor waits for a render.',
  expired: 'It is too old to be served: the next visitor waits for a render.',
  none: 'Nothing is stored.',
}

/** What would happen to the next visitor of a stored entry. */
export function StateBadge({ state, reason = null, isReasonShown = true }: StateBadgeProps) {
  const meaning = reason === null ? STATE_MEANING[state] : `${STATE_MEANING[state]} ${reasonSentence(reason)}`
  return (
    <span className="inline-flex items-center gap-1.5" title={meaning}>
      <span className={cn('inline-flex items-center gap-1.5 font-medium text-sm', stateTextClass(state))}>
        <Square />
        {state === 'none' ? 'not stored' : state}
      </span>
      {isReasonShown && reason !== null && <span className="text-faint">{reason}</span>}
    </span>
  )
}

function Square() {
  return <span aria-hidden="true" className="size-[7px] rounded-[2px] bg-current" />
}
