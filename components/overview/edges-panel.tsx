import { shortId } from '@/components/format/ids'
import { formatCount } from '@/components/format/numbers'
import { Ago } from '@/components/shell/now'
import { cn } from '@/components/ui/cn'
import { Empty } from '@/components/ui/empty'
import { Panel } from '@/components/ui/panel'
import type { Overview } from '@/lib/contract/projects'

/** Which edges obey the journal up to its newest row. */
export function EdgesPanel({ edges }: { edges: Overview['edges'] }) {
  const inStep = edges.filter(({ isInStep }) => isInStep).length
  return (
    <Panel title="Edges" note={edges.length > 0 && `${inStep} of ${edges.length} in step`}>
      {edges.length === 0 ? (
        <Empty title="No edge is running" command="npm start">
          Sites are not served until one runs.
        </Empty>
      ) : (
        <ul>
          {edges.map(({ id, region, isInStep, lag, heartbeatAt }) => (
            <li key={id} className="flex min-h-9 items-center gap-3 border-line border-b px-3.5 last:border-b-0">
              <span
                className={cn(
                  'inline-flex items-center gap-1.5 whitespace-nowrap font-medium text-sm',
                  isInStep ? 'text-status-hit' : 'text-status-stale',
                )}
              >
                <span aria-hidden="true" className="size-[7px] rounded-[2px] bg-current" />
                {isInStep ? 'in step' : `${formatCount(lag)} behind`}
              </span>
              <span title={id} className="truncate font-mono text-sm">
                {shortId(id)}
              </span>
              <span className="text-muted">{region}</span>
              <span className="ml-auto whitespace-nowrap text-faint">
                heartbeat <Ago at={heartbeatAt} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
