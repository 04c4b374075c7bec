import { expect, test } from 'vitest'
import { FrameReader, lengthOf } from '@/lib/adapters/functions/frame-reader'

const lengthPrefixed = (frame: Buffer) => Buffer.concat([lengthOf(frame), frame])

const frames = ['', 'a', 'frame', 'x'.repeat(10_000), 'after a long one'].map((text) => Buffer.from(text))
const stream = Buffer.concat(frames.map(lengthPrefixed))

test.each([1, 2, 3, 5, 4_096, 1_000_000])('frames come whole and in order, in pieces of %i bytes', (pieceBytes) => {
  const reader = new FrameReader(10_000)
  const read: Buffer[] = []

  for (let at = 0; at < stream.length; at += pieceBytes) read.push(...reader.read(stream.subarray(at, at + pieceBytes)))

  expect(read.map(String)).toEqual(frames.map(String))
})

test('a frame keeps its bytes when the next one comes', () => {
  const reader = new FrameReader(10)
  const [first] = reader.read(lengthPrefixed(Buffer.from('first')))

  expect([...reader.read(lengthPrefixed(Buffer.from('second')))].map(String)).toEqual(['second'])
  expect(String(first)).toBe('first')
})

test.each([
  ['one byte too long', lengthPrefixed(Buffer.alloc(11)).subarray(0, 4)],
  ['as long as can be said', Buffer.from([255, 255, 255, 255])],
  ['a line of text', Buffer.from('garbage\n')],
])('a frame that says to be longer than the limit is refused before it comes: %s', (_title, beginning) => {
  expect(() => [...new FrameReader(10).read(beginning)]).toThrow('longer than 10')
})

test('the frames before one that is too long are read', () => {
  const reader = new FrameReader(10)
  const frames = reader.read(Buffer.concat([lengthPrefixed(Buffer.from('good')), Buffer.from([255, 255, 255, 255])]))

  expect(String(frames.next().value)).toBe('good')
  expect(() => frames.next()).toThrow('longer than 10')
})

test('what comes byte by byte is held in little more than its size', () => {
  const reader = new FrameReader(1_000_000)
  const before = process.memoryUsage().arrayBuffers
  const beginning = lengthPrefixed(Buffer.alloc(1_000_000)).subarray(0, 500_000)

  let read = 0
  for (let at = 0; at < beginning.length; at += 1) read += [...reader.read(beginning.subarray(at, at + 1))].length

  expect(read).toBe(0)
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4_000_000)
})
