import Link from 'next/link'
import type { ReactNode } from 'react'
import { formatCount, formatOf, formatRatio } from '@/components/format/numbers'
import { hrefs } from '@/components/shell/hrefs'
import { MixBar } from '@/components/status/mix-bar'
import { reasonSentence } from '@/components/status/reasons'
import { StateBadge, StatusBadge } from '@/components/status/status-badge'
import { Tag } from '@/components/ui/tag'
import type { PathDetail } from '@/lib/contract/paths'

/** State and reason of a path in a sentence, its tags, and its traffic in the window. */
export function PathFacts({ detail }: { detail: PathDetail }) {
  const [primary] = detail.entries
  const { project, lastOutcome } = detail
  return (
    <section aria-label="State and traffic" className="mb-4 rounded-lg border border-line bg-surface">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-line border-b px-3.5 py-2.5">
        <StateBadge state={primary?.state ?? 'none'} />
        {primary?.stateReason && (
          <span className="text-muted">
            {reasonSentence(primary.stateReason)} <code className="text-faint text-sm">{primary.stateReason}</code>
          </span>
        )}
        <span className="text-muted">
          route <code className="font-mono text-sm">{detail.route}</code> of{' '}
          <code className="font-mono text-sm">{detail.deployment}</code>
        </span>
        {primary?.tags.map((tag) => (
          <Link
            key={tag}
            href={`${hrefs.paths(project)}?${new URLSearchParams({ tag })}`}
            className="rounded-sm hover:underline"
          >
            <Tag>{tag}</Tag>
          </Link>
        ))}
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
        <Fact name="Hit ratio">{formatRatio(detail.hitRatio)}</Fact>
        <Fact name="Invocations">{formatCount(detail.invocations)}</Fact>
        <Fact name="ISR writes">{formatOf(detail.writeUnits, 'unit', 'units')}</Fact>
      </dl>
    </section>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-muted text-sm">{name}</dt>
      <dd className="font-medium">{children}</dd>
    </div>
  )
}
