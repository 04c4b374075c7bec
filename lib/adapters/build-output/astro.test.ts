import { expect, test } from 'vitest'
import { inShort, sampleDeployment, visit } from '@/lib/adapters/build-output/sample-upload'
import { entryPath } from '@/lib/engine/routing/entry-path'

/** The routing table as `@astrojs/vercel` writes it: one function for all cached pages, another for the rest. */
const astro = sampleDeployment({
  routes: [
    {
      src: '^/_astro(?:/(.*))$',
      headers: { 'cache-control': 'public, max-age=31536000, immutable' },
      continue: true,
    },
    { handle: 'filesystem' },
    { src: '^/now$', dest: '_render' },
    { src: '^(/posts/([^/]+?)/?)$', dest: '/_isr?x_astro_path=$1&x_astro_path_token=secret' },
    { src: '^(/timed/?)$', dest: '/_isr?x_astro_path=$1&x_astro_path_token=secret' },
    { src: '^/.*$', dest: '_render', status: 404 },
  ],
  statics: ['index.html', '_astro/app.js'],
  functions: ['_render'],
  links: { _isr: '_render' },
  prerenders: { _isr: { allowQuery: ['x_astro_path', 'x_astro_path_token'], passQuery: true } },
})

test.each([
  ['/', 'static /'],
  ['/_astro/app.js', 'static /_astro/app.js'],
  ['/now', 'function /_render'],
  ['/timed', 'prerender /_isr'],
  ['/timed/', 'prerender /_isr'],
  ['/posts/7', 'prerender /_isr'],
  ['/nope', '404 function /_render'],
])('Astro answers %s with %s', (target, expected) => {
  expect(inShort(visit(astro, target))).toBe(expected)
})

test('pages of the one function are entries of their own paths', () => {
  const paths = ['/timed', '/posts/7'].map((target) => {
    const resolution = visit(astro, target)
    return resolution.kind === 'output' && entryPath(resolution)
  })

  expect(paths).toEqual(['/timed', '/posts/7'])
})

test('a visitor cannot say which page an Astro function renders', () => {
  expect(visit(astro, '/timed?x_astro_path=/evil&x_astro_path_token=guess')).toMatchObject({
    query: [
      ['x_astro_path', '/timed'],
      ['x_astro_path_token', 'secret'],
    ],
  })
})
