import { expect, test } from 'vitest'
import { decodeFrame, encodeFrame } from '@/lib/adapters/functions/channel-frame'

test.each([
  ['no bytes', { ask: 'read', key: 'a"\\ü\u0000' }, new Uint8Array()],
  ['every byte', null, Uint8Array.from({ length: 256 }, (_, byte) => byte)],
])('a frame comes back as it was: %s', (_title, head, bytes) => {
  const frame = decodeFrame(encodeFrame(head, bytes))
  expect(frame.head).toEqual(head)
  expect(Buffer.from(frame.bytes).equals(bytes)).toBe(true)
})

test.each([
  ['empty', Buffer.alloc(0)],
  ['cut off in its length', Buffer.from([0, 0])],
  ['cut off in its head', encodeFrame({ ask: 'read' }).subarray(0, 10)],
  ['of a head that is no JSON', Buffer.from([0, 0, 0, 1, 0x7b])],
])('a frame that is none is refused: %s', (_title, frame) => {
  expect(() => decodeFrame(frame)).toThrow()
})
