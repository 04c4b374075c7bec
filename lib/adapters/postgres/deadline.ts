/** How long a call may take before the database counts as gone. */
export const DEFAULT_TIMEOUT_MS = 5_000

/** The database took too long. Carries the code by which a database that is away is known. */
export class DeadlineError extends Error {
  readonly code = 'ETIMEDOUT'

  constructor(timeoutMs: number) {
    super(`The database did not answer within ${timeoutMs} ms.`)
  }
}

/**
 * Rejects with `DeadlineError` when `work` takes longer than `timeoutMs`, so that a database that hangs is a failure and not a wait. The
 * work itself goes on unobserved: what it writes may still take effect.
 */
export async function withDeadline<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  const expired = Promise.withResolvers<never>()
  const timer = setTimeout(() => expired.reject(new DeadlineError(timeoutMs)), timeoutMs)
  try {
    return await Promise.race([work, expired.promise])
  } finally {
    clearTimeout(timer)
  }
}
