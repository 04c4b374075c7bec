import { expect, test } from 'vitest'
import { EventReader, eventText } from '@/lib/contract/event-stream'

const TEXT = `${eventText({ event: 'request', data: { path: '/a' } })}id: 2026-11-20T12:00:00.000Z\n\n`
const EVENTS = [
  { event: 'request', data: '{"path":"/a"}', id: undefined },
  { event: '', data: '', id: '2026-11-20T12:00:00.000Z' },
]

test('events come out whole, in whatever pieces they arrive', () => {
  for (let size = 1; size <= TEXT.length; size++) {
    const reader = new EventReader()
    const pieces = Array.from({ length: Math.ceil(TEXT.length / size) }, (_, at) =>
      TEXT.slice(at * size, (at + 1) * size),
    )
    expect(pieces.flatMap((piece) => reader.read(piece))).toEqual(EVENTS)
  }
})

test('comments are passed over, lines of data are put together, and line ends of other servers are known', () => {
  expect(new EventReader().read(': still here\n\nevent: a\r\ndata: 1\r\ndata: 2\r\n\r\n')).toEqual([
    { event: 'a', data: '1\n2', id: undefined },
  ])
})
