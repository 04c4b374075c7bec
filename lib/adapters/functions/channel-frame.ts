/** One message of the channel between a host and its edge: a head in JSON, and bytes. */
export type Frame = { readonly head: unknown; readonly bytes: Uint8Array }

const LENGTH_BYTES = 4
const NO_BYTES = new Uint8Array()

/** The head's length in four bytes, the head, the bytes: values are not made larger on their way. */
export function encodeFrame(head: unknown, bytes: Uint8Array = NO_BYTES): Buffer {
  const text = Buffer.from(JSON.stringify(head))
  const length = Buffer.alloc(LENGTH_BYTES)
  length.writeUInt32BE(text.byteLength)
  return Buffer.concat([length, text, bytes])
}

/** Throws when it is no frame. The bytes are not copied. */
export function decodeFrame(frame: Buffer): Frame {
  const end = LENGTH_BYTES + frame.readUInt32BE(0)
  if (end > frame.byteLength) throw new Error('The head of a frame is longer than the frame.')
  return { head: JSON.parse(frame.toString('utf8', LENGTH_BYTES, end)), bytes: frame.subarray(end) }
}
