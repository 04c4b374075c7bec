import { formatMilliseconds } from '@/components/format/durations'
import { Ago } from '@/components/shell/now'
import { panelCommands } from '@/components/shell/panel-commands'
import { CopyAs } from '@/components/ui/copy-as'
import { Empty } from '@/components/ui/empty'
import { Panel } from '@/components/ui/panel'
import { Tag } from '@/components/ui/tag'
import type { FailedCall } from '@/lib/contract/functions'

/** The newest calls that failed, each with what its process printed while it ran. */
export function FailedCalls({ project, calls }: { project: string; calls: readonly FailedCall[] }) {
  return (
    <Panel
      title="Failed calls"
      note="the newest, with what their process printed meanwhile"
      actions={<CopyAs commands={() => panelCommands.functions(project)} />}
    >
      {calls.length === 0 ? (
        <Empty title="No call failed">The newest 100 failed calls are kept.</Empty>
      ) : (
        <ul>
          {calls.map((call) => (
            <li key={call.invocation} className="border-line border-b last:border-b-0">
              <FailedCallLine call={call} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

function FailedCallLine({ call }: { call: FailedCall }) {
  const { at, path, status, outcome, durationMs, output, invocation, deployment } = call
  return (
    <details>
      <summary className="flex min-h-9 cursor-pointer flex-wrap items-center gap-x-3 px-3.5 py-1.5 hover:bg-sunken">
        <span className="font-medium text-danger">{status ?? outcome.replaceAll('_', ' ')}</span>
        <span className="min-w-0 truncate font-mono text-sm">{path}</span>
        <span className="text-muted">{formatMilliseconds(durationMs)}</span>
        <span className="ml-auto text-faint">
          <Ago at={at} />
        </span>
      </summary>
      <div className="px-3.5 pb-3">
        <p className="mb-1.5 flex flex-wrap gap-1.5 text-muted text-sm">
          call <Tag className="max-w-72">{invocation}</Tag> of <Tag>{deployment}</Tag>
        </p>
        {output.length === 0 ? (
          <p className="text-muted">It printed nothing.</p>
        ) : (
          <section
            aria-label={`Output of the call of ${path}`}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
            tabIndex={0}
            className="max-h-72 overflow-auto rounded-md bg-sunken p-2.5"
          >
            <pre className="font-mono text-xs/5">{output.join('\n')}</pre>
          </section>
        )}
      </div>
    </details>
  )
}
