import process from 'node:process'

/** Writes an error to the function's own output, where the operator reads it beside what the function printed. */
export function logError(cause: unknown): void {
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)
  process.stderr.write(`${text}\n`)
}
