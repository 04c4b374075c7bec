import { restCommand } from '@/components/format/shell'
import { JOURNAL_LIMIT } from '@/components/purges/limits'
import type { NamedCommand } from '@/components/ui/copy-as'
import { endpoints } from '@/lib/contract/endpoints'
import { type ListJournalInput, listJournalInput } from '@/lib/contract/journal'
import { commandLine } from '@/lib/contract/shell-words'

type Params = Readonly<Record<string, string | readonly string[] | undefined>>

/** What the address asks of the journal. What it does not understand it passes over. */
export function parseJournalFilter(project: string, params: Params): ListJournalInput {
  const whole = { project, limit: JOURNAL_LIMIT }
  const asked = Object.fromEntries(
    (['actor', 'kind', 'q', 'before'] as const).flatMap((name) => {
      const value = params[name]
      const isFit = typeof value === 'string' && listJournalInput.safeParse({ ...whole, [name]: value }).success
      return isFit ? [[name, value]] : []
    }),
  )
  return listJournalInput.parse({ ...whole, ...asked })
}

/** Whether the journal shows less than all. */
export function isJournalNarrowed({ actor, kind, q, before }: ListJournalInput): boolean {
  return actor !== undefined || kind !== undefined || q !== undefined || before !== undefined
}

/** The same list for a terminal and for a program. */
export function journalCommands(filter: ListJournalInput): readonly NamedCommand[] {
  const { project, limit, actor, kind, q, before } = filter
  const cli = commandLine(
    ...['npx', 'freshet', 'journal', '--project', project, '--limit', String(limit)],
    ...(actor === undefined ? [] : ['--actor', actor]),
    ...(kind === undefined ? [] : ['--kind', kind]),
    ...(q === undefined ? [] : ['--search', q]),
    ...(before === undefined ? [] : ['--before', String(before)]),
  )
  return [
    { label: 'CLI', text: cli },
    { label: 'curl', text: restCommand(endpoints.listJournal, filter) },
  ]
}
