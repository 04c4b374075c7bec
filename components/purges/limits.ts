import type { ListDeploymentsInput } from '@/lib/contract/deployments'

/** Newest purges that the journal page shows. */
export const JOURNAL_LIMIT = 100

/** Newest purges that the overview shows. */
export const LAST_PURGES = 6

/** The newest deployments, to choose one of: how many entries each has is not shown, and so not counted. */
export function scopeDeployments(project: string): ListDeploymentsInput {
  return { project, limit: 20, entries: 'uncounted' }
}
