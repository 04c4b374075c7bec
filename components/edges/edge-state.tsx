import { formatCount } from '@/components/format/numbers'
import { Ago } from '@/components/shell/now'
import { cn } from '@/components/ui/cn'
import type { Edge } from '@/lib/contract/edges'

const WORDS = { in_step: 'in step', behind: 'behind', out_of_touch: 'out of touch', stopped: 'stopped' } as const

const COLOURS: Readonly<Record<Edge['state'], string>> = {
  in_step: 'text-status-hit',
  behind: 'text-status-stale',
  out_of_touch: 'text-danger',
  stopped: 'text-faint',
}

/** Whether an edge obeys the journal up to its newest row, in colour and words; of one that stopped, how long ago. */
export function EdgeStateMark({ state, lag, since }: Pick<Edge, 'state' | 'lag' | 'since'>) {
  return (
    <span className={cn('inline-flex items-center gap-1.5 whitespace-nowrap font-medium text-sm', COLOURS[state])}>
      <span aria-hidden="true" className="size-[7px] rounded-[2px] bg-current" />
      {state === 'behind' ? `${formatCount(lag)} behind` : WORDS[state]}
      {state === 'stopped' && since !== null && <Ago at={since} />}
    </span>
  )
}
