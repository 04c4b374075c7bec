import type { PinRecord } from '@/lib/contract/journal'
import { commandLine } from '@/lib/contract/shell-words'

/** What was done with a page, in a word. */
export const PIN_ACT: Readonly<Record<PinRecord['act'], string>> = { pin: 'pin', rollback: 'roll back', unpin: 'unpin' }

/** The page that was pinned, in words. */
export function pageWords({ path, query }: Pick<PinRecord, 'path' | 'query'>): string {
  return query === '' ? `page ${path}` : `page ${path}?${query}`
}

/** Ends a pin in a terminal. */
export function unpinCommand({ project, domain, deployment, path, query }: PinRecord): string {
  return commandLine(
    ...['npx', 'freshet', 'unpin', '--project', project, '--domain', domain, '--deployment', deployment],
    ...['--path', path, ...(query === '' ? [] : ['--query', query])],
  )
}
