import { expect, test } from 'vitest'
import { textOf } from '@/lib/ops/paths/text-of'

const utf8 = (text: string) => new TextEncoder().encode(text)

test.each<[string, Uint8Array, string | null, string | null]>([
  ['text is UTF-8 unless it says otherwise', utf8('Flüt'), 'text/html', 'Flüt'],
  ['a named charset is used', Uint8Array.of(70, 108, 252, 116), 'text/html; charset=ISO-8859-1', 'Flüt'],
  ['a quoted charset is used', Uint8Array.of(252), 'text/html;charset="latin1"', 'ü'],
  ['UTF-16 is text although it has zeros', Uint8Array.of(104, 0, 105, 0), 'text/plain; charset=utf-16le', 'hi'],
  ['an unknown charset is taken for UTF-8', utf8('Flüt'), 'text/html; charset=klingon', 'Flüt'],
  ['JSON is text', utf8('{}'), 'application/json', '{}'],
  ['SVG is text', utf8('<svg/>'), 'image/svg+xml', '<svg/>'],
  ['an image is binary even if it reads as text', utf8('GIF89a'), 'image/gif', null],
  ['a body without a type is text when it reads as such', utf8('hi'), null, 'hi'],
  ['a body without a type is binary when it has a zero', Uint8Array.of(104, 0), null, null],
  ['a body that is no UTF-8 is binary', Uint8Array.of(255, 254, 253), 'text/html', null],
  [
    'a wrong name for bytes shows them with replacement characters',
    Uint8Array.of(104, 255),
    'text/html; charset=utf-8',
    'h�',
  ],
])('%s', (_title, bytes, contentType, expected) => {
  expect(textOf(bytes, { contentType, isCut: false })).toBe(expected)
})

test('half a character counts as binary in a whole body, and is left out of a cut one', () => {
  const bytes = utf8('ü').subarray(0, 1)
  expect(textOf(bytes, { contentType: 'text/html', isCut: false })).toBeNull()
  expect(textOf(bytes, { contentType: 'text/html', isCut: true })).toBe('')
})
