import { EdgeStateMark } from '@/components/edges/edge-state'
import { shortId } from '@/components/format/ids'
import { Ago } from '@/components/shell/now'
import { panelCommands } from '@/components/shell/panel-commands'
import { CopyAs } from '@/components/ui/copy-as'
import { Empty } from '@/components/ui/empty'
import { Panel } from '@/components/ui/panel'
import type { Edge } from '@/lib/contract/edges'

/** Which edges obey the journal up to its newest row; one that is out of touch shows what it has as STALE, if it still runs. */
export function EdgesPanel({ edges }: { edges: readonly Edge[] }) {
  const inStep = edges.filter(({ state }) => state === 'in_step').length
  return (
    <Panel
      title="Edges"
      note={edges.length > 0 && `${inStep} of ${edges.length} in step`}
      actions={<CopyAs commands={() => panelCommands.edges()} />}
    >
      {edges.length === 0 ? (
        <Empty title="No edge is running" command="npm start">
          Sites are not served until one runs.
        </Empty>
      ) : (
        <ul>
          {edges.map(({ id, region, state, since, lag, heartbeatAt }) => (
            <li key={id} className="flex min-h-9 items-center gap-3 border-line border-b px-3.5 last:border-b-0">
              <EdgeStateMark state={state} lag={lag} since={since} />
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
