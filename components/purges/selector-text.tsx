import { formatSeconds } from '@/components/format/durations'
import { Tag } from '@/components/ui/tag'
import { selectorWords } from '@/lib/contract/purge-words'
import type { Purge } from '@/lib/contract/purges'

/** What a purge selects, each as a tag; of many only the first two. */
export function SelectorTags({ selectors }: { selectors: Purge['selectors'] }) {
  const words = selectors.map(selectorWords)
  return (
    <span className="inline-flex items-center gap-1" title={words.join('\n')}>
      {words.slice(0, 2).map((word) => (
        <Tag key={word} className={words.length > 1 ? 'max-w-36 max-sm:max-w-16' : 'max-w-56 max-sm:max-w-36'}>
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
