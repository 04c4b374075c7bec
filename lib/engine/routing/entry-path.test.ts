import { expect, test } from 'vitest'
import { createRespeller } from '@/lib/engine/routing/create-respeller'
import { pageOf } from '@/lib/engine/routing/entry-path'
import { compilePattern } from '@/lib/engine/routing/pattern'

test.each([
  ['/', '/', 'html'],
  ['/index', '/', 'html'],
  ['/blog/', '/blog', 'html'],
  ['/blog/index', '/blog/index', 'html'],
  ['/isr.rsc', '/isr', 'rsc'],
  ['/index.rsc', '/', 'rsc'],
  ['/isr.prefetch.rsc', '/isr', 'rsc'],
  ['/posts/1.segments/posts/$d$id.segment.rsc', '/posts/1', 'segment'],
  ['/index.segments/_tree.segment.rsc', '/', 'segment'],
  ['/__data.json', '/', 'data'],
  ['/blog/a/__data.json', '/blog/a', 'data'],
  ['/blog/_payload.json', '/blog', 'data'],
  ['/blog/_payload.json-isr', '/blog', 'data'],
  ['/_next/data/B/a/b.json', '/a/b', 'data'],
  ['/_next/data/B/index.json', '/', 'data'],
  ['/base/_next/data/B/a.json', '/base/a', 'data'],
  ['/page-data/posts/1/page-data.json', '/posts/1', 'data'],
  ['/page-data/index/page-data.json', '/', 'data'],
  ['/feed.json', '/feed.json', 'html'],
])('%s belongs to the page %s, as %s', (path, page, variant) => {
  expect(pageOf(path)).toEqual({ page, variant })
})

test.each([
  ['^/blog/([^/]+?)/?$', '/blog/A', '/blog/A'],
  ['^/blog/([^/]+?)/?$', '/BLOG/A', '/blog/A'],
  ['^/API/v(\\d+)/([^/]+)$', '/api/V2/Item', '/API/v2/Item'],
  ['^/[a-z]+/x$', '/ABC/X', '/abc/x'],
  ['(?<route>/isr)', '/ISR', '/ISR'],
])('by %s the path %s is spelled %s', (src, path, expected) => {
  const pattern = compilePattern(src, { key: 'src', isWhole: true, isCaseSensitive: false })

  expect(createRespeller(pattern)(path)).toBe(expected)
})
