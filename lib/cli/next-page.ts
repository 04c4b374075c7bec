import { FRESHET } from '@/lib/cli/called-as'
import { commandLine } from '@/lib/contract/shell-words'

/** The line that leads to the rows behind those that were shown: a whole command, with every filter that chose them. None at the end. */
export function nextPage(
  verb: string,
  filters: Readonly<Record<string, string | undefined>>,
  next: number | null,
): readonly string[] {
  if (next === null) return []
  const options = Object.entries({ ...filters, before: String(next) })
  const words = options.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]))
  return [`More: ${FRESHET} ${commandLine(verb, ...words)}`]
}
