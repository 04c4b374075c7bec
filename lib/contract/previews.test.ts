import { expect, test } from 'vitest'
import { previewUrl } from '@/lib/contract/previews'

test.each([
  ['http://localhost:3000/shop/path?x=1', null, 'http://preview.localhost:3001/preview/abc'],
  ['http://127.0.0.1:3000', null, 'http://preview.localhost:3001/preview/abc'],
  ['http://freshet.lan:3000', null, 'http://freshet.lan:3001/preview/abc'],
  ['https://freshet.example.com', 'https://previews.example.net', 'https://previews.example.net/preview/abc'],
])('a preview of the dashboard at %s, with PREVIEW_URL %s, is at %s', (dashboard, origin, expected) => {
  expect(previewUrl(dashboard, { origin, port: 3001 }, '/preview/abc')).toBe(expected)
})
