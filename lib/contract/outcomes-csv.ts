import { csvLine } from '@/lib/contract/csv'
import type { Overview } from '@/lib/contract/projects'

const COLUMNS = [
  'hit',
  'prerender',
  'stale',
  'revalidated',
  'miss',
  'bypass',
  'none',
  'errors',
  'readUnits',
  'writeUnits',
  'invocations',
] as const satisfies readonly (keyof Overview['series'][number])[]

/** The steps of an overview as CSV (RFC 4180), headings first, oldest first. */
export function outcomesCsv({ series }: Pick<Overview, 'series'>): string {
  return [['at', ...COLUMNS], ...series.map((step) => [step.at, ...COLUMNS.map((column) => step[column])])]
    .map(csvLine)
    .join('')
}
