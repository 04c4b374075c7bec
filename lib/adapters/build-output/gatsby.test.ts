import { expect, test } from 'vitest'
import { inShort, sampleDeployment, visit } from '@/lib/adapters/build-output/sample-upload'
import { entryPath } from '@/lib/engine/routing/entry-path'

/** The routing table and the names as Gatsby's builder of `vercel build` writes them: functions are called `index.html`. */
const gatsby = sampleDeployment({
  routes: [
    { src: '^/\\.well-known(?:/.*)?$' },
    { src: '^/((?:[^/]+/)*[^/\\.]+)$', headers: { Location: '/$1/' }, status: 308 },
    { src: '^/((?:[^/]+/)*[^/]+\\.\\w+)/$', headers: { Location: '/$1' }, status: 308 },
    { handle: 'error' },
    { status: 404, src: '^(?!/api).*$', dest: '404.html' },
  ],
  statics: ['index.html', '404.html', 'page-data/index/page-data.json'],
  functions: ['posts/1/index.html'],
  links: {
    'posts/2/index.html': 'posts/1/index.html',
    'now/index.html': 'posts/1/index.html',
    'page-data/posts/1/page-data.json': 'posts/1/index.html',
  },
  prerenders: {
    'posts/1/index.html': { expiration: 600, group: 2 },
    'posts/2/index.html': { expiration: 600, group: 2 },
    'page-data/posts/1/page-data.json': { expiration: 600, group: 1 },
  },
})

test.each([
  ['/', 'static /'],
  ['/posts/1/', 'prerender /posts/1'],
  ['/posts/1/index.html', 'prerender /posts/1'],
  ['/posts/2/', 'prerender /posts/2'],
  ['/now/', 'function /now'],
  ['/page-data/posts/1/page-data.json', 'prerender /page-data/posts/1/page-data.json'],
  ['/nope/', '404 static /404.html'],
])('Gatsby answers %s with %s', (target, expected) => {
  expect(inShort(visit(gatsby, target))).toBe(expected)
})

test('a deferred page and its data are entries of one path, so that a purge reaches both', () => {
  const paths = ['/posts/1/', '/page-data/posts/1/page-data.json'].map((target) => {
    const resolution = visit(gatsby, target)
    return resolution.kind === 'output' && entryPath(resolution)
  })

  expect(paths).toEqual(['/posts/1', '/posts/1'])
})
