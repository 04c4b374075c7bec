import { readFileSync } from 'node:fs'

/** The text of a file; `undefined` when there is none, or when it is about a process (`/proc`) that is gone. */
export function readIfPresent(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return undefined
    throw error
  }
}
