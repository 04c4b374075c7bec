import { constants, createBrotliCompress, createGzip } from 'node:zlib'
import { concatenated } from '@/lib/engine/bytes'
import type { StreamEncoding, StreamPacker } from '@/lib/engine/ports'

/** Bodies that are compressed at a time. Beyond it the next ones go out as they are: each holds about a megabyte. */
const MAX_OPEN = 256

/** For bodies that one visitor gets while they are made: speed counts, and what one of them holds. */
const BROTLI = { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_LGWIN]: 18 }

/**
 * Compresses bodies while they stream, off the event loop. After each chunk everything is flushed, so that what was sent
 * can be shown; the next one is taken when somebody reads on, so that no more than one is held.
 */
export function createStreamPacker(maxOpen = MAX_OPEN): StreamPacker {
  let open = 0
  return {
    pack(body, encoding) {
      if (open >= maxOpen) return undefined
      open += 1
      return new PackedStream(body, encoding, () => {
        open -= 1
      })
    },
  }
}

/** No generator: one that is left while it waits for a chunk leaves in turn only when that chunk has come. */
class PackedStream implements AsyncIterable<Uint8Array>, AsyncIterator<Uint8Array, undefined> {
  readonly #chunks: AsyncIterator<Uint8Array>
  readonly #encoder: ReturnType<typeof createGzip> | ReturnType<typeof createBrotliCompress>
  readonly #flush: number
  readonly #onOver: () => void
  #packed: Uint8Array[] = []
  #isOver = false

  constructor(body: AsyncIterable<Uint8Array>, encoding: StreamEncoding, onOver: () => void) {
    this.#chunks = body[Symbol.asyncIterator]()
    this.#encoder = encoding === 'br' ? createBrotliCompress({ params: BROTLI }) : createGzip()
    this.#flush = encoding === 'br' ? constants.BROTLI_OPERATION_FLUSH : constants.Z_SYNC_FLUSH
    this.#onOver = onOver
    this.#encoder.on('data', (packed: Uint8Array) => this.#packed.push(packed))
  }

  [Symbol.asyncIterator]() {
    return this
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    if (this.#isOver) return { done: true, value: undefined }
    try {
      for (;;) {
        const chunk = await this.#chunks.next()
        if (chunk.done === true) return await this.#last()
        const packed = await this.#pack(chunk.value)
        if (this.#isOver) return { done: true, value: undefined }
        if (packed.byteLength > 0) return { done: false, value: packed }
      }
    } catch (error) {
      this.#close()
      throw error
    }
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    this.#close()
    await this.#chunks.return?.()
    return { done: true, value: undefined }
  }

  async #pack(chunk: Uint8Array): Promise<Uint8Array> {
    const flushed = Promise.withResolvers<void>()
    this.#encoder.once('error', flushed.reject)
    this.#encoder.once('close', flushed.resolve)
    this.#encoder.write(chunk)
    this.#encoder.flush(this.#flush, flushed.resolve)
    await flushed.promise
    this.#encoder.off('error', flushed.reject)
    this.#encoder.off('close', flushed.resolve)
    return this.#taken()
  }

  async #last(): Promise<IteratorResult<Uint8Array, undefined>> {
    const ended = Promise.withResolvers<void>()
    this.#encoder.once('error', ended.reject)
    this.#encoder.once('end', ended.resolve)
    this.#encoder.end()
    await ended.promise
    this.#close()
    return { done: false, value: this.#taken() }
  }

  #taken(): Uint8Array {
    const packed = this.#packed
    this.#packed = []
    return concatenated(
      packed,
      packed.reduce((sum, { byteLength }) => sum + byteLength, 0),
    )
  }

  #close(): void {
    if (this.#isOver) return
    this.#isOver = true
    // Whatever it still does is of no use to anybody, nor is an error in it.
    this.#encoder.on('error', () => undefined)
    this.#encoder.destroy()
    this.#onOver()
  }
}
