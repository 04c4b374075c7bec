import type { z } from 'zod'
import { misused } from '@/lib/cli/failure'

/** Options as the contract takes them. Throws what is wrong with each, named as it is typed. */
export function checked<Input extends z.ZodType>(input: Input, options: unknown): z.output<Input> {
  const { success, data, error } = input.safeParse(options)
  if (success) return data
  const lines = error.issues.map(({ path, message }) => (path.length > 0 ? `--${path.join('.')}: ${message}` : message))
  throw misused(lines.join('\n'))
}
