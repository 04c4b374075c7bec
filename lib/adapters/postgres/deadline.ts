/** How long a call may take before the database counts as gone. */
export const DEFAULT_TIMEOUT_MS = 5_000

/**
 * Rejects when `work` takes longer than `timeoutMs`, so that a database that hangs is a failure and not a wait. The
 * work itself goes on unobserved: what it writes may still take effect.
 */
export async function withDeadline<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  const expired = Promise.withResolvers<never>()
  const timer = setTimeout(
    () =>
      expired.reject(
        Object.assign(new Error(`The database did not answer within ${timeoutMs} ms.`), { code: 'ETIMEDOUT' }),
      ),
    timeoutMs,
  )
  try {
    return await Promise.race([work, expired.promise])
  } finally {
    clearTimeout(timer)
  }
}
