'use client'

import Link from 'next/link'
import { formatMilliseconds, formatSeconds } from '@/components/format/durations'
import { formatBytes } from '@/components/format/numbers'
import { commandLine } from '@/components/format/shell'
import { hrefs } from '@/components/shell/hrefs'
import { explainOutcome } from '@/components/status/explain'
import { StatusBadge } from '@/components/status/status-badge'
import { CommandLine } from '@/components/ui/command-line'
import { type Fact, Facts } from '@/components/ui/facts'
import { Sheet } from '@/components/ui/sheet'
import type { LiveRequest } from '@/lib/contract/live'

type RequestSheetProps = { project: string; request: LiveRequest | undefined; onClose: () => void }

/** One request at the edge of the window: what was answered, and why. */
export function RequestSheet({ project, request, onClose }: RequestSheetProps) {
  return (
    <Sheet
      isOpen={request !== undefined}
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose()
      }}
      title="Request"
      description={request === undefined ? '' : `${request.method} ${request.host}${request.path}`}
    >
      {request && <RequestFacts project={project} request={request} />}
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
