import type { z } from 'zod'
import type { PurgeScope, purgedSelector } from '@/lib/contract/purges'

/** What a purge reaches, in a few words: the same ones in the CLI, the dashboard and the explanations of an entry. */
export function selectorWords(selector: z.infer<typeof purgedSelector>): string {
  switch (selector.kind) {
    case 'path':
      return `path ${selector.path}`
    case 'prefix':
      return `below ${selector.prefix}`
    case 'tag':
      return `tag ${selector.tag}`
    case 'all':
      return 'everything'
  }
}

/** Within what it reaches, in a few words. */
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
