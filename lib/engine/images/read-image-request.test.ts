import { describe, expect, test } from 'vitest'
import { compileImageRules } from '@/lib/engine/images/image-rules'
import { chooseFormat, readImageRequest } from '@/lib/engine/images/read-image-request'
import { imagesRule } from '@/lib/engine/images/testing'

const rules = compileImageRules(
  imagesRule({ domains: ['cdn.test'], qualities: [75], localPatterns: [{ pathname: '/img/**', search: '' }] }),
)
const read = (query: string, accept?: string) => readImageRequest([...new URLSearchParams(query)], accept, rules)

test('a path of the site, a width and a quality are a request', () => {
  expect(read('url=/img/a.png&w=64&q=75', 'image/webp,*/*')).toEqual({
    source: { kind: 'local', target: '/img/a.png' },
    width: 64,
    quality: 75,
    format: 'image/webp',
  })
})

test('a path without its first slash is one of the site, as Astro writes it', () => {
  expect(read('url=img%2Fa.png&w=64&q=75')).toMatchObject({ source: { kind: 'local', target: '/img/a.png' } })
})

test('an address that the site names is a request, without its fragment', () => {
  const source = { kind: 'remote', url: 'https://cdn.test/a.png?v=1' }
  const url = encodeURIComponent('https://cdn.test/a.png?v=1#top')
  expect(read(`url=${url}&w=640&q=75`)).toEqual({ source, width: 640, quality: 75, format: null })
})

describe('what is refused', () => {
  const good = 'w=64&q=75'
  test.each([
    ['no address', good, 'missing'],
    ['two addresses', `url=/img/a.png&url=/img/b.png&${good}`, 'twice'],
    ['an address that is too long', `url=/img/${'a'.repeat(3_100)}&${good}`, 'too long'],
    ['an address without protocol', `url=//evil.test/a.png&${good}`, 'protocol'],
    ['a backslash that browsers read as such', `url=/\\evil.test/a.png&${good}`, 'protocol'],
    ['a host that nobody named', `url=https://evil.test/a.png&${good}`, 'not allowed'],
    ['another scheme', `url=file:///etc/passwd&${good}`, 'not allowed'],
    ['text that is no address', `url=https://[/a.png&${good}`, 'no address'],
    ['a path outside of the patterns, without its slash', `url=other/a.png&${good}`, 'not allowed'],
    ['a way out that begins without a slash', `url=../other/a.png&${good}`, 'not allowed'],
    ['a backslash that makes two with the slash left out', `url=\\evil.test/a.png&${good}`, 'protocol'],
    ['the image endpoint itself, without its slash', `url=_vercel/image?url=x&${good}`, 'optimized'],
    ['a path outside of the patterns', `url=/other/a.png&${good}`, 'not allowed'],
    ['a way out of the patterns', `url=/img/../other/a.png&${good}`, 'not allowed'],
    ['a query where none may be', `url=${encodeURIComponent('/img/a.png?x=1')}&${good}`, 'not allowed'],
    ['the image endpoint itself', `url=/_next/image?url=x&${good}`, 'optimized'],
    ['a width that is none of the sizes', 'url=/img/a.png&w=65&q=75', 'width'],
    ['a width that is no number', 'url=/img/a.png&w=64px&q=75', 'width'],
    ['no width', 'url=/img/a.png&q=75', 'missing'],
    ['a quality that is not allowed', 'url=/img/a.png&w=64&q=80', 'quality'],
    ['a quality of nothing', 'url=/img/a.png&w=64&q=0', 'quality'],
  ])('%s', (_title, query, reason) => {
    expect(read(query)).toEqual({ refused: expect.stringContaining(reason) })
  })
})

test.each([
  ['the first of the site, of equals', 'image/webp,image/avif', 'image/avif'],
  ['what the browser likes better', 'image/webp,image/avif;q=0.5', 'image/webp'],
  ['nothing for a browser that takes anything', '*/*', null],
  ['nothing for one that names images as such', 'image/*', null],
  ['nothing that is refused by name', 'image/avif;q=0', null],
  ['nothing for no header', '', null],
])('%s', (_title, accept, format) => {
  expect(chooseFormat(accept, ['image/avif', 'image/webp'])).toBe(format)
})
