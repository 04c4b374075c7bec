import { finishedSteps } from '@/components/charts/points'
import { Sparkline } from '@/components/charts/sparkline'
import { formatShort } from '@/components/format/numbers'
import { hrefs } from '@/components/shell/hrefs'
import { Ago } from '@/components/shell/now'
import { Link } from '@/components/ui/link'
import { formatMoney } from '@/lib/contract/money'
import type { ProjectCosts, ProjectSummary } from '@/lib/contract/projects'
import { formatShare } from '@/lib/contract/shares'

type ProjectCardProps = { project: ProjectSummary; cost: ProjectCosts['costs'][number] | undefined }

/** A project: where it is shown, how it does, what is live. */
export function ProjectCard({ project, cost }: ProjectCardProps) {
  const { name, domains, framework, requests, hitRatio, sparkline, currentDeployment, deployedAt } = project
  const [first, ...others] = domains
  return (
    <li className="relative flex min-w-0 flex-col rounded-lg border border-line bg-surface hover:border-line-strong">
      <div className="flex items-start justify-between gap-3 px-4 pt-3.5">
        <div className="min-w-0">
          <h2 className="truncate font-semibold text-lg tracking-tight">
            <Link href={hrefs.overview(name)} className="after:absolute after:inset-0">
              {name}
            </Link>
          </h2>
          <p className="truncate text-muted">
            {first ? first.host : 'no domain yet'}
            {others.length > 0 && <span className="text-faint"> and {others.length} more</span>}
          </p>
        </div>
        {framework && <span className="text-faint">{framework}</span>}
      </div>
      <dl className="flex gap-6 px-4 pt-3">
        <div>
          <dt className="text-muted text-sm">Requests, 24 h</dt>
          <dd className="font-semibold text-2xl tracking-tight">{formatShort(requests)}</dd>
        </div>
        <div>
          <dt className="text-muted text-sm">Hit ratio</dt>
          <dd className="font-semibold text-2xl tracking-tight">{formatShare(hitRatio)}</dd>
        </div>
        <div className="min-w-0">
          <dt className="truncate text-muted text-sm" title="Estimated by its price sheet, since the month (UTC) began">
            Estimate, month
          </dt>
          <dd className="truncate font-semibold text-2xl tracking-tight">
            {cost === undefined ? '–' : `${cost.isPartial ? '≥ ' : ''}${formatMoney(cost.amount, cost.currency)}`}
          </dd>
          <dd className="min-h-5 truncate text-faint text-sm">{cost && `by ${cost.sheet}`}</dd>
        </div>
      </dl>
      <div className="px-4 py-2">
        <Sparkline values={finishedSteps(sparkline, (count) => count)} color="var(--status-hit)" />
      </div>
      <p className="mt-auto truncate border-line border-t px-4 py-2 text-faint">
        {currentDeployment ? (
          <>
            <code className="font-mono text-sm">{currentDeployment}</code>
            {deployedAt && (
              <>
                {' '}
                went live <Ago at={deployedAt} />
              </>
            )}
          </>
        ) : (
          'nothing live yet'
        )}
      </p>
    </li>
  )
}
