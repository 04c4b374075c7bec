import { counted } from '@/lib/cli/table'
import { selectorWords } from '@/lib/contract/purge-words'
import type { Purge } from '@/lib/contract/purges'

/** What a purge selects, short enough for a row of a table: the first selector, and how many more there are. */
export function whatOf({ selectors }: Pick<Purge, 'selectors'>): string {
  const [first, ...others] = selectors.map(selectorWords)
  return `${first ?? 'nothing'}${others.length === 0 ? '' : ` and ${others.length} more`}`
}

/** Entries, counted. */
export function entryWords(count: number): string {
  return counted(count, 'entry', 'entries')
}
