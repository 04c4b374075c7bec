import { isOfOneDomain } from '@/components/paths/one-domain'
import { hrefs } from '@/components/shell/hrefs'
import { panelCommands } from '@/components/shell/panel-commands'
import { stateTextClass } from '@/components/status/statuses'
import { cn } from '@/components/ui/cn'
import { CopyAs } from '@/components/ui/copy-as'
import { Empty } from '@/components/ui/empty'
import { Link } from '@/components/ui/link'
import { Panel } from '@/components/ui/panel'
import type { Overview } from '@/lib/contract/projects'

type NeedsALookProps = { project: string; findings: Overview['needsALook'] }

/** What an operator should look at, worst first. */
export function NeedsALook({ project, findings }: NeedsALookProps) {
  const isOneDomain = isOfOneDomain(findings)
  return (
    <Panel
      title="Needs a look"
      actions={<CopyAs commands={() => panelCommands.overview({ project, window: '24h' })} />}
    >
      {findings.length === 0 ? (
        <Empty title="All is well">
          No regeneration fails, no visitor is answered with an error, no path writes more than it should.
        </Empty>
      ) : (
        <ul>
          {findings.map(({ domain, path, state, message }) => (
            <li
              key={`${domain}${path}${state}`}
              className="flex min-h-9 flex-wrap items-center gap-x-3 border-line border-b px-3.5 py-1.5 last:border-b-0"
            >
              <span
                className={cn(
                  'inline-flex items-center gap-1.5 font-medium text-sm',
                  state === 'failed' || state === 'visits_fail' ? stateTextClass('failed') : 'text-status-stale',
                )}
              >
                <span aria-hidden="true" className="size-[7px] rounded-[2px] bg-current" />
                {state.replaceAll('_', ' ')}
              </span>
              <Link href={hrefs.path(project, { domain, path })} className="font-mono text-sm hover:underline">
                {path}
              </Link>
              {!isOneDomain && <span className="text-faint text-sm">{domain}</span>}
              <span className="text-muted">{message}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
