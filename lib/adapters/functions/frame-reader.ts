const LENGTH_BYTES = 4
const FIRST_BYTES = 4 * 1024

/** What goes before a frame over a stream. */
export function lengthOf(frame: Buffer): Buffer {
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(frame.byteLength)
  return length
}

/**
 * Cuts frames out of the chunks that they come in. Holds at most twice the limit, and takes time in proportion to what comes,
 * however small the pieces are that it comes in.
 */
export class FrameReader {
  readonly #limitBytes: number
  /** Of the frame that is not whole yet, its length included. */
  #held = Buffer.alloc(FIRST_BYTES)
  #heldBytes = 0

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes
  }

  /** The frames that this chunk completes. Throws as soon as one says to be longer than the limit. */
  *read(chunk: Buffer): Generator<Buffer> {
    let at = 0
    while (at < chunk.byteLength) {
      const wantedBytes = this.#wantedBytes()
      const piece = chunk.subarray(at, at + wantedBytes - this.#heldBytes)
      this.#hold(piece)
      at += piece.byteLength
      if (this.#heldBytes < LENGTH_BYTES || this.#heldBytes < this.#wantedBytes()) continue
      const frame = Buffer.from(this.#held.subarray(LENGTH_BYTES, this.#heldBytes))
      this.#release()
      yield frame
    }
  }

  /** How much makes the frame whole, or tells how much that is. */
  #wantedBytes(): number {
    if (this.#heldBytes < LENGTH_BYTES) return LENGTH_BYTES
    const length = this.#held.readUInt32BE(0)
    if (length > this.#limitBytes) throw new Error(`A frame of ${length} bytes is longer than ${this.#limitBytes}.`)
    return LENGTH_BYTES + length
  }

  #hold(piece: Buffer): void {
    const neededBytes = this.#heldBytes + piece.byteLength
    if (neededBytes > this.#held.byteLength) {
      const larger = Buffer.alloc(Math.max(neededBytes, 2 * this.#held.byteLength))
      this.#held.copy(larger, 0, 0, this.#heldBytes)
      this.#held = larger
    }
    piece.copy(this.#held, this.#heldBytes)
    this.#heldBytes = neededBytes
  }

  /** What one long frame took is not kept for the short ones that follow. */
  #release(): void {
    this.#heldBytes = 0
    if (this.#held.byteLength > FIRST_BYTES) this.#held = Buffer.alloc(FIRST_BYTES)
  }
}
