import type { Env } from '@/lib/server/env'

/**
 * Where browsers reach the dashboard, without a slash at the end: as the operator says, else as one on this machine does. An
 * address of one interface only is named as it is.
 */
export function dashboardUrl({
  DASHBOARD_URL: url,
  DASHBOARD_HOST: host,
  PORT: port,
}: Pick<Env, 'DASHBOARD_URL' | 'DASHBOARD_HOST' | 'PORT'>): string {
  if (url !== undefined) return url.replace(/\/+$/, '')
  const isHere = ['127.0.0.1', '0.0.0.0', '::1', '::'].includes(host)
  const name = host.includes(':') ? `[${host}]` : host
  return `http://${isHere ? 'localhost' : name}:${port}`
}
