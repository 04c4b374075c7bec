import { expect, test } from 'vitest'
import { inShort, sampleDeployment, visit } from '@/lib/adapters/build-output/sample-upload'
import { entryPath } from '@/lib/engine/routing/entry-path'

/** The routing table as Nuxt 4 writes it, by Nitro's preset: each cached page has its payload as a prerender beside it. */
const nuxt = sampleDeployment({
  routes: [
    { src: '/_nuxt(.*)', headers: { 'cache-control': 'public,max-age=31536000,immutable' }, continue: true },
    { handle: 'filesystem' },
    { src: '(?<__isr_route>/timed/_payload.json)', dest: '/timed/_payload.json-isr?__isr_route=$__isr_route' },
    { src: '(?<__isr_route>/timed)', dest: '/timed-isr?__isr_route=$__isr_route' },
    { src: '(?<__isr_route>/posts/(?:.*))', dest: '/posts/[...]-isr?__isr_route=$__isr_route' },
    { src: '/now', dest: '/now' },
    { src: '/(.*)', dest: '/__fallback' },
  ],
  statics: ['index.html', '_nuxt/entry.js'],
  functions: ['__fallback'],
  links: {
    now: '__fallback',
    'timed-isr': '__fallback',
    'timed/_payload.json-isr': '__fallback',
    'posts/[...]-isr': '__fallback',
  },
  prerenders: { 'timed-isr': {}, 'timed/_payload.json-isr': {}, 'posts/[...]-isr': {} },
})

test.each([
  ['/', 'static /', '/'],
  ['/_nuxt/entry.js', 'static /_nuxt/entry.js', '/_nuxt/entry.js'],
  ['/timed', 'prerender /timed-isr', '/timed'],
  ['/timed/_payload.json', 'prerender /timed/_payload.json-isr', '/timed'],
  ['/posts/7', 'prerender /posts/[...]-isr', '/posts/7'],
  ['/now', 'function /now', '/now'],
  ['/nope', 'function /__fallback', '/nope'],
])('Nuxt answers %s with %s, which a purge of %s reaches', (target, expected, path) => {
  const resolution = visit(nuxt, target)

  expect(inShort(resolution)).toBe(expected)
  expect(resolution.kind === 'output' && entryPath(resolution)).toBe(path)
})

test('a visitor cannot say which page a Nuxt function renders', () => {
  expect(visit(nuxt, '/timed?__isr_route=/evil')).toMatchObject({ query: [['__isr_route', '/timed']] })
})
