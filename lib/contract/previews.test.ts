import { expect, test } from 'vitest'
import { downloadUrl, fileUrl, previewUrl } from '@/lib/contract/previews'

const links = { port: 3001, page: '/preview/abc', site: { label: 'v1', path: '/tide' }, download: '/download/def' }

test.each([
  ['http://localhost:3000/shop/path?x=1', null, 'http://v1.preview.localhost:3001/tide'],
  ['http://127.0.0.1:3000', null, 'http://v1.preview.localhost:3001/tide'],
  ['http://freshet.lan:3000', null, 'http://freshet.lan:3001/preview/abc'],
  ['https://freshet.example.com', 'https://previews.example.net', 'https://previews.example.net/preview/abc'],
  ['https://freshet.example.com', 'https://*.previews.example.net', 'https://v1.previews.example.net/tide'],
])('a preview of the dashboard at %s, with PREVIEW_URL %s, is at %s', (dashboard, origin, expected) => {
  expect(previewUrl(dashboard, { ...links, origin })).toBe(expected)
})

test('a version without a host of its own is shown without its files, and one of another type not at all', () => {
  const origin = 'https://*.previews.example.net'
  const shown = previewUrl('https://freshet.example.com', { ...links, origin, site: null })
  expect(shown).toBe('https://link.previews.example.net/preview/abc')
  expect(previewUrl('https://freshet.example.com', { ...links, origin, site: null, page: null })).toBeNull()
})

test('a path that begins with two slashes names no other host', () => {
  const site = { label: 'v1', path: '//evil.example/x' }
  expect(previewUrl('http://localhost:3000', { ...links, origin: null, site })).toBe(
    'http://v1.preview.localhost:3001//evil.example/x',
  )
})

test('a download goes past the cookies of the dashboard; a program asks the dashboard’s own host', () => {
  const here = { ...links, origin: null }
  expect(downloadUrl('http://localhost:3000', here)).toBe('http://link.preview.localhost:3001/download/def')
  expect(fileUrl('http://127.0.0.1:3000', here)).toBe('http://127.0.0.1:3001/download/def')
  const there = { ...links, origin: 'https://*.previews.example.net' }
  expect(fileUrl('https://freshet.example.com', there)).toBe('https://link.previews.example.net/download/def')
})
