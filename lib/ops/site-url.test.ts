import { expect, test } from 'vitest'
import { siteUrl } from '@/lib/ops/site-url'

const own = { previewSuffix: 'localhost', edgePort: 8080, pattern: null }

test.each([
  ['leads to the edge itself where nothing is in front', own, 'shop.example.com', 'http://shop.example.com:8080'],
  ['leaves the usual port out', { ...own, edgePort: 80 }, 'shop.example.com', 'http://shop.example.com'],
  ['leads to the proxy in front', { ...own, pattern: 'https://*' }, 'shop.example.com', 'https://shop.example.com'],
  ['keeps the port of the proxy', { ...own, pattern: 'https://*:8443' }, 'a.test', 'https://a.test:8443'],
  [
    'leads past the proxy to names of this machine',
    { ...own, pattern: 'https://*' },
    'shop.localhost',
    'http://shop.localhost:8080',
  ],
])('the URL of a site %s', (_title, address, host, url) => {
  expect(siteUrl(address, host)).toBe(url)
})
