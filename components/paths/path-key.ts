import type { PathRow } from '@/lib/contract/paths'

/** What tells a row of the table of paths from all others. */
export function pathKey({ domain, deployment, path }: Pick<PathRow, 'domain' | 'deployment' | 'path'>): string {
  return `${domain} ${deployment} ${path}`
}
