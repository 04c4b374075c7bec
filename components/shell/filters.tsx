'use client'

import { useQuery } from '@tanstack/react-query'
import { newestDeployments } from '@/components/deployments/limits'
import { Select } from '@/components/ui/field'
import { LIVE, type TimeWindow, timeWindow } from '@/lib/contract/paths'
import { deploymentQueries } from '@/lib/queries/deployments'
import { projectQueries } from '@/lib/queries/projects'

const WINDOW_LABEL: Record<TimeWindow, string> = {
  '1h': 'Last hour',
  '24h': 'Last 24 h',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
}

type WindowSelectProps = { window: TimeWindow; onChange: (window: TimeWindow) => void }

/** The time that a page looks back on. */
export function WindowSelect({ window, onChange }: WindowSelectProps) {
  return (
    <Select
      aria-label="Window"
      value={window}
      onChange={({ target }) => onChange(timeWindow.parse(target.value))}
      className="w-auto"
    >
      {timeWindow.options.map((option) => (
        <option key={option} value={option}>
          {WINDOW_LABEL[option]}
        </option>
      ))}
    </Select>
  )
}

type DomainSelectProps = {
  project: string
  domain: string | undefined
  onChange: (domain: string | undefined) => void
}

/** One domain of the project, or all of them. */
export function DomainSelect({ project, domain, onChange }: DomainSelectProps) {
  const { data } = useQuery(projectQueries.list())
  const hosts = data?.projects.find(({ name }) => name === project)?.domains.map(({ host }) => host) ?? []
  const options = domain === undefined || hosts.includes(domain) ? hosts : [domain, ...hosts]
  return (
    <Select
      aria-label="Domain"
      value={domain ?? ''}
      onChange={({ target }) => onChange(target.value === '' ? undefined : target.value)}
      className="w-auto max-w-52"
    >
      <option value="">All domains</option>
      {options.map((host) => (
        <option key={host} value={host}>
          {host}
        </option>
      ))}
    </Select>
  )
}

type DeploymentSelectProps = {
  project: string
  /** One, all (`undefined`), or what is live. */
  deployment: string | undefined
  /** Whether what is live can be chosen, whichever that is. */
  hasLive?: boolean
  onChange: (deployment: string | undefined) => void
}

/** One deployment of the project, or all of them. */
export function DeploymentSelect({ project, deployment, hasLive = false, onChange }: DeploymentSelectProps) {
  const { data } = useQuery(deploymentQueries.list(newestDeployments(project)))
  const known = data?.deployments.filter(({ state }) => state === 'ready') ?? []
  const isUnknown = deployment !== undefined && deployment !== LIVE && !known.some(({ id }) => id === deployment)
  return (
    <Select
      aria-label="Deployment"
      value={deployment ?? ''}
      onChange={({ target }) => onChange(target.value === '' ? undefined : target.value)}
      className="w-auto max-w-52"
    >
      {hasLive && <option value={LIVE}>What is live</option>}
      <option value="">All deployments</option>
      {isUnknown && <option value={deployment}>{deployment}</option>}
      {known.map(({ id, isProduction }) => (
        <option key={id} value={id}>
          {isProduction ? `${id} · live` : id}
        </option>
      ))}
    </Select>
  )
}
