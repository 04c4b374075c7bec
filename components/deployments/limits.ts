import type { ListDeploymentsInput } from '@/lib/contract/deployments'

/** Newest deployments that the page shows. How many entries each has is asked apart: to count them takes time. */
export function shownDeployments(project: string): ListDeploymentsInput {
  return { project, limit: 50, entries: 'uncounted' }
}

/** The newest deployments, to choose one of: how many entries each has is not shown, and so not counted. */
export function newestDeployments(project: string): ListDeploymentsInput {
  return { project, limit: 20, entries: 'uncounted' }
}
