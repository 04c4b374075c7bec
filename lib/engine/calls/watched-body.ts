type Watcher = {
  readonly taken?: (chunk: Uint8Array) => void
  /** Told once, when the body has ended, broke off, or was left: how many bytes were taken of it. */
  readonly over?: (bytes: number) => void
}

/**
 * A body that is watched while it streams. No generator: one that is left while it waits for a chunk leaves in turn only
 * when that chunk has come.
 */
export function watchedBody(body: AsyncIterable<Uint8Array>, { taken, over }: Watcher): AsyncIterable<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]()
  let bytes = 0
  let isOver = false
  const end = () => {
    if (!isOver) over?.(bytes)
    isOver = true
  }
  const next = async () => {
    try {
      const chunk = await chunks.next()
      if (chunk.done === true) end()
      else {
        bytes += chunk.value.byteLength
        taken?.(chunk.value)
      }
      return chunk
    } catch (error) {
      end()
      throw error
    }
  }
  const leave = async (): Promise<IteratorReturnResult<undefined>> => {
    end()
    await chunks.return?.()
    return { done: true, value: undefined }
  }
  return { [Symbol.asyncIterator]: () => ({ next, return: leave }) }
}
