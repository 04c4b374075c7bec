import { expect, test } from 'vitest'
import { currentPage, hrefs, projectPages } from '@/components/shell/hrefs'

const pages = projectPages('shop')

test.each([
  ['/shop', 'Overview'],
  ['/shop/paths', 'Paths'],
  ['/shop/path', 'Paths'],
  ['/shop/deployments', 'Deployments'],
])('%s lights up %s alone', (pathname, expected) => {
  expect(currentPage(pages, pathname)?.label).toBe(expected)
})

test('another project lights up nothing', () => {
  expect(currentPage(pages, '/shopping')).toBeUndefined()
})

test('a path with a query-like name survives in the address', () => {
  const address = hrefs.path('shop', { domain: 'shop.localhost', path: '/a b/&c=d' })
  expect(new URL(address, 'http://localhost').searchParams.get('path')).toBe('/a b/&c=d')
})
