import { shortId } from '@/components/format/ids'
import { formatCount } from '@/components/format/numbers'
import { Ago } from '@/components/shell/now'
import { cn } from '@/components/ui/cn'
import { Empty } from '@/components/ui/empty'
import { Panel } from '@/components/ui/panel'
import type { Edge } from '@/lib/contract/edges'

const WORDS = { in_step: 'in step', behind: 'behind', out_of_touch: 'out of touch', stopped: 'stopped' } as const

const COLOURS: Readonly<Record<Edge['state'], string>> = {
  in_step: 'text-status-hit',
  behind: 'text-status-stale',
  out_of_touch: 'text-danger',
  stopped: 'text-faint',
}

/** Which edges obey the journal up to its newest row; one that is out of touch shows what it has as STALE, if it still runs. */
export function EdgesPanel({ edges }: { edges: readonly Edge[] }) {
  const inStep = edges.filter(({ state }) => state === 'in_step').length
  return (
    <Panel title="Edges" note={edges.length > 0 && `${inStep} of ${edges.length} in step`}>
      {edges.length === 0 ? (
        <Empty title="No edge is running" command="npm start">
          Sites are not served until one runs.
        </Empty>
      ) : (
        <ul>
          {edges.map(({ id, region, state, since, lag, heartbeatAt }) => (
            <li key={id} className="flex min-h-9 items-center gap-3 border-line border-b px-3.5 last:border-b-0">
              <span
                className={cn('inline-flex items-center gap-1.5 whitespace-nowrap font-medium text-sm', COLOURS[state])}
              >
                <span aria-hidden="true" className="size-[7px] rounded-[2px] bg-current" />
                {state === 'behind' ? `${formatCount(lag)} behind` : WORDS[state]}
              </span>
              <span title={id} className="truncate font-mono text-sm">
                {shortId(id)}
              </span>
              <span className="text-muted">{region}</span>
              <span className="ml-auto whitespace-nowrap text-faint">
                {since === null ? 'heartbeat ' : 'since '}
                <Ago at={since ?? heartbeatAt} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
