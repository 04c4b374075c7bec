/** Codes of postgres.js and of sockets for "no server answers", and the SQLSTATE classes for "it is leaving". */
const AWAY = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'CONNECT_TIMEOUT',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  '53100', // disk_full
  '53300', // too_many_connections
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now
])

/** Whether the error, or what caused it, is that the database cannot be reached: then nobody did anything wrong. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error && typeof error.code === 'string') {
    if (AWAY.has(error.code) || error.code.startsWith('08')) return true
  }
  if (error instanceof AggregateError && error.errors.some(isDatabaseAway)) return true
  return isDatabaseAway(error.cause)
}

/** What PostgreSQL said when it refused something, from the error or what caused it: neither statement nor values. */
export type DatabaseRefusal = { readonly sqlState: string; readonly sentence: string }

/** `undefined` where it was not PostgreSQL that refused. */
export function databaseRefusal(error: unknown): DatabaseRefusal | undefined {
  if (!(error instanceof Error)) return undefined
  if ('code' in error && typeof error.code === 'string' && 'severity' in error) {
    return { sqlState: error.code, sentence: error.message }
  }
  return databaseRefusal(error.cause)
}

/** Tables, columns and functions that are not there, by SQLSTATE. */
const NOT_IN_SCHEMA = new Set(['42P01', '42703', '42883'])

/** Whether a program looked for what the database has not. */
export function isNotInSchema({ sqlState }: DatabaseRefusal): boolean {
  return NOT_IN_SCHEMA.has(sqlState)
}
