import { counted } from '@/lib/cli/table'
import type { Purge, PurgeScope } from '@/lib/contract/purges'

/** What a purge selects, in a few words. */
export function whatOf({ selectors }: Pick<Purge, 'selectors'>): string {
  const [first, ...others] = selectors.map(selectorWords)
  return `${first ?? 'nothing'}${others.length === 0 ? '' : ` and ${others.length} more`}`
}

function selectorWords(selector: Purge['selectors'][number]): string {
  switch (selector.kind) {
    case 'all':
      return 'everything'
    case 'path':
      return selector.path
    case 'prefix':
      return `below ${selector.prefix}`
    case 'tag':
      return `tag ${selector.tag}`
  }
}

/** How far a purge reaches, in a few words. */
export function scopeWords(scope: PurgeScope): string {
  switch (scope.kind) {
    case 'domain':
      return scope.domain
    case 'domain_group':
      return `group ${scope.group}`
    case 'deployment':
      return scope.deployment
    case 'environment':
      return `all of ${scope.environment}`
    case 'project':
      return 'whole project'
  }
}

/** Entries, counted. */
export function entryWords(count: number): string {
  return counted(count, 'entry', 'entries')
}
