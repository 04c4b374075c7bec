import { expect, test } from 'vitest'
import { type ImageType, imageTypeOf, isAnimated } from '@/lib/engine/images/image-type'

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))

test.each<readonly [string, string, ImageType | undefined]>([
  ['PNG', '\x89PNG\r\n\x1a\n', 'image/png'],
  ['JPEG', '\xff\xd8\xff\xe0', 'image/jpeg'],
  ['WebP', 'RIFF\0\0\0\0WEBPVP8 ', 'image/webp'],
  ['a sound in the same container', 'RIFF\0\0\0\0WAVEfmt ', undefined],
  ['AVIF', '\0\0\0\x1cftypavif', 'image/avif'],
  ['a film in the same container', '\0\0\0\x1cftypisom', undefined],
  [
    'an SVG behind its declaration and a comment',
    '<?xml version="1.0"?>\n<!-- <b> -->\n<svg xmlns="">',
    'image/svg+xml',
  ],
  ['another XML document', '<?xml version="1.0"?><rss>', undefined],
  ['a page with an SVG in it', '<!doctype html><svg>', undefined],
  ['comments without end', '<!-- --><!--'.repeat(1_000), undefined],
  ['text', 'hello', undefined],
  ['nothing', '', undefined],
])('%s is known by its first bytes', (_title, text, type) => {
  expect(imageTypeOf(bytes(text))).toBe(type)
})

const frame = '\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0'
const gif = (...blocks: string[]) => bytes(`GIF89a\x01\0\x01\0\x80\0\0${'\0'.repeat(6)}${blocks.join('')}\x3b`)
const control = '\x21\xf9\x04\0\0\0\0\0'

test.each<readonly [string, Uint8Array, ImageType, boolean]>([
  ['a GIF with one frame stands still', gif(control, frame), 'image/gif', false],
  ['a GIF with two frames moves', gif(control, frame, control, frame), 'image/gif', true],
  ['a GIF that breaks off ends', bytes('GIF89a\x01\0\x01\0\x80\0\0\x2c'), 'image/gif', false],
  ['a PNG with acTL moves', bytes('\x89PNG\r\n\x1a\n\0\0\0\x08acTL'), 'image/png', true],
  ['a PNG that begins with its picture stands still', bytes('\x89PNG\r\n\x1a\n\0\0\0\x08IDAT'), 'image/png', false],
  ['a WebP says so in its head', bytes('RIFF\0\0\0\0WEBPVP8X\0\0\0\0\x02'), 'image/webp', true],
])('%s', (_title, file, type, moves) => {
  expect(isAnimated(file, type)).toBe(moves)
})
