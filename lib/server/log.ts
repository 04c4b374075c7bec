import { type Logger, pino } from 'pino'
import { readEnv } from '@/lib/server/env'

let logger: Logger | undefined

/** The log of this process: JSON lines on standard output. */
export function log(): Logger {
  logger ??= pino({ name: 'freshet', level: readEnv().LOG_LEVEL, serializers: { error: describeError } })
  return logger
}

/**
 * What of an error is logged. A failed query's own message repeats its parameters, among them hashes of secrets and
 * whole bodies, so only its statement and its cause are told.
 */
export function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) }
  const cause = error.cause === undefined ? {} : { cause: describeError(error.cause) }
  if ('query' in error && 'params' in error) return { name: error.name, query: String(error.query), ...cause }
  return { name: error.name, message: error.message, stack: error.stack, ...cause }
}
