import { asCalled } from '@/lib/cli/called-as'
import type { ApiError } from '@/lib/contract/api-error'

/** What the shell sees. `--help` documents these. */
export const EXIT = { done: 0, refused: 1, usage: 2, unreachable: 3 } as const

/** The command did not do what was asked: a sentence for whoever typed it, and the code it ends with. */
export class CliFailure extends Error {
  override readonly name = 'CliFailure'
  readonly exitCode: (typeof EXIT)[keyof typeof EXIT]
  readonly error: ApiError['error']

  constructor(exitCode: CliFailure['exitCode'], error: ApiError['error'], options: ErrorOptions = {}) {
    super(asCalled(error.message), options)
    this.exitCode = exitCode
    this.error = error
  }
}

/** Nothing is known of what was done: no answer came. */
export function unreachable(message: string, cause: unknown): CliFailure {
  return new CliFailure(EXIT.unreachable, { code: 'unavailable', message }, { cause })
}

/** Nobody listens where the dashboard should be. */
export function notRunning(url: string, cause: unknown): CliFailure {
  const message = `Freshet is not running at ${url}: start it with npm start in its checkout, or set FRESHET_URL to where it runs.`
  return unreachable(message, cause)
}

/** The command does not make sense: nothing was sent. */
export function misused(message: string): CliFailure {
  return new CliFailure(EXIT.usage, { code: 'invalid', message })
}
