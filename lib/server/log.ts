import { type Logger, pino } from 'pino'
import { readEnv } from '@/lib/server/env'

let ofThisProcess: Logger | undefined

/** The log of this process, at the level that its settings name. */
export function log(): Logger {
  ofThisProcess ??= createLog(readEnv().LOG_LEVEL)
  return ofThisProcess
}

/** A log: JSON lines on standard output. */
export function createLog(level: string): Logger {
  return pino({ name: 'freshet', level, serializers: { error: describeError } })
}

/**
 * The parts of an error that are logged. A failed query's own message repeats its parameters, among them hashes of secrets and
 * whole bodies, so only its statement and its cause are told.
 */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) }
  const cause = error.cause === undefined ? {} : { cause: describeError(error.cause) }
  if ('query' in error && 'params' in error) return { name: error.name, query: String(error.query), ...cause }
  return { name: error.name, message: error.message, stack: error.stack, ...cause }
}
