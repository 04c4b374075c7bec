'use client'

import { useQuery } from '@tanstack/react-query'
import { formatMilliseconds, formatSeconds } from '@/components/format/durations'
import { formatBytes } from '@/components/format/numbers'
import { hrefs } from '@/components/shell/hrefs'
import { explainOutcome } from '@/components/status/explain'
import { StatusBadge } from '@/components/status/status-badge'
import { CommandLine } from '@/components/ui/command-line'
import { type Fact, Facts } from '@/components/ui/facts'
import { Link } from '@/components/ui/link'
import { Loaded } from '@/components/ui/loaded'
import { Sheet } from '@/components/ui/sheet'
import { Skeleton } from '@/components/ui/skeleton'
import { DecisionView } from '@/components/why/decision-view'
import type { LiveRequest } from '@/lib/contract/live'
import { commandLine } from '@/lib/contract/shell-words'
import { whyQueries } from '@/lib/queries/why'

type RequestSheetProps = { project: string; request: LiveRequest | undefined; onClose: () => void }

/** One request at the edge of the window: what was answered, and why. */
export function RequestSheet({ project, request, onClose }: RequestSheetProps) {
  return (
    <Sheet
      isOpen={request !== undefined}
      onClose={onClose}
      title="Request"
      description={request === undefined ? '' : `${request.method} ${request.host}${request.path}`}
    >
      {request && (
        <>
          <RequestFacts project={project} request={request} />
          <RequestWhy project={project} request={request} />
        </>
      )}
    </Sheet>
  )
}

/** What is known of a request. */
export function RequestFacts({ project, request }: { project: string; request: LiveRequest }) {
  const { status, reason, at, code, durationMs, bytes, ageSeconds, edge, region, deployment, domain, route, page } =
    request
  const place = { domain, path: page ?? '', deployment }
  const facts: readonly Fact[] = [
    ['Status', <StatusBadge key="status" status={status} reason={reason} />],
    ['Code', code],
    ['At', at.replace('T', ' ').replace('Z', ' UTC')],
    ['Took', formatMilliseconds(durationMs)],
    ['Size', formatBytes(bytes)],
    ...(ageSeconds === null ? [] : [['Age', formatSeconds(ageSeconds)] as const]),
    ['Domain', domain],
    ['Route', route],
    [
      'Page',
      page === null ? (
        '–'
      ) : (
        <Link key="page" href={hrefs.path(project, place)} className="rounded-sm underline">
          {page}
        </Link>
      ),
    ],
    ['Deployment', deployment],
    ['Edge', `${edge} (${region})`],
    ['Id', request.id],
  ]
  return (
    <div className="flex flex-col gap-4 px-5 py-4">
      <p>{explainOutcome(status, reason)}</p>
      <Facts facts={facts} />
      <CommandLine
        command={commandLine(
          ...['npx', 'freshet', 'logs', '-f', '--project', project, '--domain', request.host, '--path', request.path],
        )}
      />
    </div>
  )
}

type Decided = NonNullable<LiveRequest['decision']>

/** Why it was answered so, where somebody watched when it came. */
export function RequestWhy({ project, request: { decision } }: { project: string; request: LiveRequest }) {
  return (
    <section aria-label="Why" className="border-line border-t pb-4">
      <h3 className="px-5 pt-4 font-semibold">Why</h3>
      {decision === null ? (
        <p className="px-5 py-2 text-muted">
          Nobody watched when this request came, so its edge wrote down what it did, and not why. The next one tells.
        </p>
      ) : (
        <Explanation project={project} decision={decision} />
      )}
    </section>
  )
}

function Explanation({ project, decision }: { project: string; decision: Decided }) {
  const query = useQuery(whyQueries.decision({ project, decision }))
  return (
    <div className="px-1.5">
      <Loaded
        query={query}
        loading={<Skeleton className="mx-3.5 my-3 h-64" />}
        failure="Why it was answered so could not be told."
      >
        {(explained) => <DecisionView explained={explained} project={project} />}
      </Loaded>
    </div>
  )
}
