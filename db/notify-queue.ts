/** SQLSTATE of “too many notifications in the NOTIFY queue”, which PostgreSQL says when a transaction that notifies ends. */
const QUEUE_FULL = '54000'

/**
 * Does work that rings the doorbell, once more where the queue of all notifications filled up since it was asked how full that is:
 * nothing of it was done then, and the second time nothing rings. Work that fails for another reason with that state does so again.
 */
export async function unlessQueueIsFull<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!isQueueFull(error)) throw error
    return await work()
  }
}

/** Errors of single statements come wrapped, that of the end of a transaction does not. */
function isQueueFull(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return ('code' in error && error.code === QUEUE_FULL) || isQueueFull(error.cause)
}
