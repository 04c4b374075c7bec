import type { Db } from '@/db/client'
import { listHostsOfThisMachine } from '@/db/queries/deployments/sites'
import { isOfThisMachine } from '@/lib/ops/site-url'
import type { Env } from '@/lib/server/env'

/**
 * What hosts there are, for who asks for one that is none; `null` where nobody may be told. A proxy can bring strangers without leaving
 * a mark, so it is not enough that a request looks as if it came from this machine: nothing of the installation may say that others
 * visit it, neither a setting nor a domain.
 */
export function namedHosts(env: Env, db: Db): (() => Promise<readonly string[]>) | null {
  return isForThisMachineAlone(env) ? () => listHostsOfThisMachine(db) : null
}

export function isForThisMachineAlone({
  EDGE_HOST: listensAt,
  TRUSTED_PROXIES: proxies,
  SITES_URL: sites,
  PREVIEW_URL: previews,
  DASHBOARD_URL: dashboard,
  PREVIEW_SUFFIX: suffix,
}: Pick<
  Env,
  'EDGE_HOST' | 'TRUSTED_PROXIES' | 'SITES_URL' | 'PREVIEW_URL' | 'DASHBOARD_URL' | 'PREVIEW_SUFFIX'
>): boolean {
  if (proxies.length > 0 || sites !== undefined || previews !== undefined) return false
  if (dashboard !== undefined && !isOfThisMachine(new URL(dashboard).hostname)) return false
  return (listensAt === '::1' || listensAt.startsWith('127.')) && isOfThisMachine(suffix)
}
