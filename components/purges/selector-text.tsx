import { formatSeconds } from '@/components/format/durations'
import { Tag } from '@/components/ui/tag'
import type { Purge, PurgeScope, SelectorInput } from '@/lib/contract/purges'

/** A scope in words. */
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

/** A selector in words. */
export function selectorWords(selector: SelectorInput): string {
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

/** What a purge selects, each as a tag; of many only the first two. */
export function SelectorTags({ selectors }: { selectors: Purge['selectors'] }) {
  const words = selectors.map(selectorWords)
  return (
    <span className="inline-flex items-center gap-1" title={words.join('\n')}>
      {words.slice(0, 2).map((word) => (
        <Tag key={word} className="max-w-56">
          {word}
        </Tag>
      ))}
      {words.length > 2 && <span className="text-faint">+{words.length - 2}</span>}
    </span>
  )
}

/** What a purge does: `invalidate`, `delete`, or `delete after 30 s`. */
export function modeWords({ mode, deleteAt, createdAt }: Pick<Purge, 'mode' | 'deleteAt' | 'createdAt'>): string {
  if (deleteAt === null) return mode
  return `delete after ${formatSeconds(Math.round((Date.parse(deleteAt) - Date.parse(createdAt)) / 1_000))}`
}
