'use client'

import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { formatCount, formatOf } from '@/components/format/numbers'
import { JOURNAL_LIMIT } from '@/components/purges/limits'
import { hrefs } from '@/components/shell/hrefs'
import { Ago } from '@/components/shell/now'
import { coveringPurge, explainOutcome, explainPurge, explainSince, explainState } from '@/components/status/explain'
import { MixBar } from '@/components/status/mix-bar'
import { ReasonLink } from '@/components/status/reason-link'
import { StateBadge, StatusBadge } from '@/components/status/status-badge'
import { Link } from '@/components/ui/link'
import { Tag } from '@/components/ui/tag'
import type { PathDetail } from '@/lib/contract/paths'
import { formatShare } from '@/lib/contract/shares'
import { purgeQueries } from '@/lib/queries/purges'

/** State of a path and what it means in sentences, its tags, and its traffic in the window. */
export function PathFacts({ detail }: { detail: PathDetail }) {
  const [primary] = detail.entries
  const { project, lastOutcome } = detail
  return (
    <section aria-label="State and traffic" className="mb-4 rounded-lg border border-line bg-surface">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-line border-b px-3.5 py-2.5">
        <StateBadge state={primary?.state ?? 'none'} />
        <span className="text-muted">
          route <code className="font-mono text-sm">{detail.route}</code> of{' '}
          <code className="font-mono text-sm">{detail.deployment}</code>
        </span>
        {primary?.tags.map((tag) => (
          <Link key={tag} href={hrefs.pathsOfTag(project, tag)} className="rounded-sm hover:underline">
            <Tag>{tag}</Tag>
          </Link>
        ))}
        <Why detail={detail} />
      </div>
      <dl className="grid grid-cols-2 gap-x-6 gap-y-2 px-3.5 py-2.5 sm:flex sm:flex-wrap sm:gap-x-10">
        <Fact name="Last outcome">
          {lastOutcome ? <StatusBadge status={lastOutcome.status} reason={lastOutcome.reason} /> : 'no request'}
        </Fact>
        <Fact name="Mix">
          <span className="flex h-5 items-center">
            <MixBar mix={detail.mix} className="w-32" />
          </span>
        </Fact>
        <Fact name="Requests">{formatCount(detail.requests)}</Fact>
        <Fact name="Hit ratio">{formatShare(detail.hitRatio)}</Fact>
        <Fact name="Invocations">{formatCount(detail.invocations)}</Fact>
        <Fact name="ISR writes">{formatOf(detail.writeUnits, 'unit', 'units')}</Fact>
        <Fact name="Over time">
          <Link href={hrefs.usageOfPath(project, detail)} className="rounded-sm underline">
            Usage of this path
          </Link>
        </Fact>
      </dl>
    </section>
  )
}

/** What the next visitor gets and why, and what the last one got and why, in sentences. */
function Why({ detail }: { detail: PathDetail }) {
  const { project, domain, environment, deployment, path, lastOutcome } = detail
  const [primary] = detail.entries
  const { data } = useQuery(purgeQueries.list({ project, limit: JOURNAL_LIMIT }))
  const state = primary?.state ?? 'none'
  const stored = primary && { domain, environment, deployment, path, tags: primary.tags, stamp: primary.stamp }
  const purge = stored && state !== 'fresh' ? coveringPurge(data?.purges ?? [], stored) : undefined
  return (
    <div className="basis-full text-muted">
      <p>
        <span className="text-text">Now:</span> {explainState(state, primary?.stateReason ?? null)}{' '}
        {purge && stored && explainPurge(purge, stored)} <Code reason={primary?.stateReason ?? null} />
      </p>
      {lastOutcome && (
        <p>
          <span className="text-text">
            Last visit, <Ago at={lastOutcome.at} />:
          </span>{' '}
          {explainOutcome(lastOutcome.status, lastOutcome.reason)} {explainSince(lastOutcome.status, state)}{' '}
          <Code reason={lastOutcome.reason} />
        </p>
      )}
    </div>
  )
}

/** A reason's code, with the place in the documentation that tells what to check. */
function Code({ reason }: { reason: string | null }) {
  if (reason === null) return null
  return (
    <span className="font-mono text-sm">
      <ReasonLink code={reason} />
    </span>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="min-w-0 first:col-span-2">
      <dt className="text-muted text-sm">{name}</dt>
      <dd className="font-medium">{children}</dd>
    </div>
  )
}
