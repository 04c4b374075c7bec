import type { PathEntry } from '@/lib/contract/paths'

/** How an entry is told from its siblings: its variant and the query in its key. */
export function entryLabel({ variant, query }: Pick<PathEntry, 'variant' | 'query'>): string {
  return query === '' ? variant : `${variant} · ?${query}`
}

/** Seconds an entry stays fresh; `null`: until it is purged. */
export function intervalSeconds({ generatedAt, staleAt }: Pick<PathEntry, 'generatedAt' | 'staleAt'>): number | null {
  return staleAt === null ? null : Math.round((Date.parse(staleAt) - Date.parse(generatedAt)) / 1000)
}
