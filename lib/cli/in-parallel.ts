/**
 * Works through the list with so many values at a time. Rejects at the first failure, from which on nothing more is
 * begun; what is under way then goes on unobserved.
 */
export async function inParallel<Value>(
  values: readonly Value[],
  count: number,
  work: (value: Value) => Promise<void>,
): Promise<void> {
  // A generator, because leaving its loop ends it for all workers, which the iterator of an array does not do.
  const queue = (function* () {
    yield* values
  })()
  const worker = async () => {
    for (const value of queue) await work(value)
  }
  await Promise.all(Array.from({ length: count }, worker))
}
