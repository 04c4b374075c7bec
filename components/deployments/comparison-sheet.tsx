'use client'

import { useQuery } from '@tanstack/react-query'
import { formatBytes, formatCount } from '@/components/format/numbers'
import { cn } from '@/components/ui/cn'
import { CommandLine } from '@/components/ui/command-line'
import { Loaded } from '@/components/ui/loaded'
import { Sheet } from '@/components/ui/sheet'
import { Skeleton } from '@/components/ui/skeleton'
import type { Comparison, DeploymentChange, DeploymentSection } from '@/lib/contract/comparisons'
import { commandLine } from '@/lib/contract/shell-words'
import { deploymentQueries } from '@/lib/queries/deployments'

/** From what is live to another deployment. */
export type Compared = { readonly id: string; readonly to: string }

/** What changes from one deployment to another, at the edge of the window. */
export function ComparisonSheet({ compared, onClose }: { compared: Compared | undefined; onClose: () => void }) {
  return (
    <Sheet
      isOpen={compared !== undefined}
      onClose={onClose}
      title="Compare"
      description={compared ? `${compared.id} → ${compared.to}` : ''}
    >
      {compared && <ComparisonLoaded {...compared} />}
    </Sheet>
  )
}

function ComparisonLoaded({ id, to }: Compared) {
  const query = useQuery(deploymentQueries.comparison({ id, to }))
  return (
    <div className="flex flex-col gap-4 px-5 py-4">
      <Loaded query={query} loading={<Skeleton className="h-80" />} failure="The two could not be compared.">
        {(comparison) => <ComparisonFacts comparison={comparison} />}
      </Loaded>
      <CommandLine command={commandLine('npx', 'freshet', 'deployments', 'compare', id, to)} />
    </div>
  )
}

/** Section by section what was added, removed and changed. */
export function ComparisonFacts({ comparison: { sections } }: { comparison: Comparison }) {
  const isSame = sections.every(({ changes }) => changes.length === 0)
  return (
    <>
      {isSame && <p>Nothing differs: both were made of the same build.</p>}
      {sections.map((section) => (
        <Section key={section.kind} section={section} />
      ))}
    </>
  )
}

const TITLES = {
  routes: 'Routes',
  prerenders: 'Prerenders',
  functions: 'Functions',
  files: 'Files',
  crons: 'Crons',
} as const satisfies Record<DeploymentSection['kind'], string>

function Section({ section }: { section: DeploymentSection }) {
  const { kind, added, removed, changed, fromBytes, toBytes, changes } = section
  const more = added + removed + changed - changes.length
  return (
    <section aria-label={TITLES[kind]}>
      <div className="flex flex-wrap items-baseline gap-x-3">
        <h3 className="font-semibold">{TITLES[kind]}</h3>
        <p className="text-muted text-sm tabular-nums">{countsOf(section)}</p>
        {fromBytes + toBytes > 0 && (
          <p className="text-muted text-sm tabular-nums sm:ml-auto">
            {fromBytes === toBytes ? formatBytes(toBytes) : `${formatBytes(fromBytes)} → ${formatBytes(toBytes)}`}
          </p>
        )}
      </div>
      {changes.length > 0 && (
        <ul className="mt-1.5 divide-y divide-line rounded-lg border border-line">
          {changes.map((change) => (
            <Change key={change.name} change={change} />
          ))}
          {more > 0 && <li className="px-3 py-1.5 text-muted">and {formatCount(more)} more</li>}
        </ul>
      )}
    </section>
  )
}

/** What there is of each kind, and nothing of what there is not. */
function countsOf({ added, removed, changed, same }: DeploymentSection): string {
  const counts = [
    [added, 'added'],
    [removed, 'removed'],
    [changed, 'changed'],
    [same, 'the same'],
  ] as const
  const told = counts.filter(([count]) => count > 0).map(([count, what]) => `${formatCount(count)} ${what}`)
  return told.length === 0 ? 'none in either' : told.join(', ')
}

const MARKS = {
  added: { sign: '+', color: 'text-status-hit' },
  removed: { sign: '−', color: 'text-danger' },
  changed: { sign: '~', color: 'text-status-stale' },
} as const satisfies Record<DeploymentChange['change'], object>

function Change({ change: { name, change, facts, fromBytes, toBytes } }: { change: DeploymentChange }) {
  const isResized = fromBytes !== null && toBytes !== null && fromBytes !== toBytes
  const sizes = isResized ? [`${formatBytes(fromBytes)} → ${formatBytes(toBytes)}`] : []
  const what = [...facts, ...sizes].join('; ')
  return (
    <li className="flex gap-2 px-3 py-1.5">
      <span className={cn('w-3 shrink-0 font-mono font-semibold', MARKS[change].color)} aria-hidden="true">
        {MARKS[change].sign}
      </span>
      <span className="min-w-0">
        <span className="sr-only">{change}: </span>
        <span className="break-all font-mono text-sm">{name}</span>
        {what !== '' && <span className="block text-muted text-sm">{what}</span>}
      </span>
    </li>
  )
}
