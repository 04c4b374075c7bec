/**
 * How PostgreSQL says “too many notifications in the NOTIFY queue” when a transaction that notifies ends. The SQLSTATE is that of every
 * limit, of an index row that is too large for instance, and the sentence comes in the language of the server; the part of the
 * server that knows notifications has one limit alone.
 */
const QUEUE_FULL = { code: '54000', file: 'async.c' } as const

/**
 * Does work that rings the doorbell, once more where the queue of all notifications filled up since it was asked how full that is:
 * nothing of it was done then, and the second time nothing rings.
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
  const isOfQueue =
    'code' in error && error.code === QUEUE_FULL.code && 'file' in error && error.file === QUEUE_FULL.file
  return isOfQueue || isQueueFull(error.cause)
}
