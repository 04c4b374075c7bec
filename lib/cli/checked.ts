import type { z } from 'zod'
import { misused } from '@/lib/cli/failure'

/** Options as the contract takes them. Throws what is wrong with each, named as it is typed. */
export function checked<Input extends z.ZodType>(input: Input, options: unknown): z.output<Input> {
  const { success, data, error } = input.safeParse(options)
  if (success) return data
  const lines = error.issues.map(({ path, message }) => (path.length > 0 ? `${optionOf(path)}: ${message}` : message))
  throw misused(lines.join('\n'))
}

/** As it is typed: `pageSize` is `--page-size`. */
function optionOf(path: readonly PropertyKey[]): string {
  return `--${path
    .map(String)
    .join('.')
    .replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}
