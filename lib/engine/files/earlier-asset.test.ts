import { expect, test } from 'vitest'
import { isHashedAsset } from '@/lib/engine/files/earlier-asset'

test.each([
  ['/_next/static/chunks/0cz1d0mv5g_q7.js', true],
  ['/docs/_next/static/media/font.woff2', true],
  ['/_app/immutable/nodes/4.BXvXfOY0.js', true],
  ['/_nuxt/-fIkVHFF.js', true],
  ['/_astro/index.Cxyz1234.css', true],
  ['/assets/index-BwGJhHYP.js', true],
  ['/assets/index-BwGJhHYP.js.map', true],
  ['/app-0a1b2c3d4e5f6a7b.js', true],
  ['/component---src-pages-index-js-0a1b2c3d4e.js', true],
  ['/static/js/main.8f3a2b1c.chunk.js', true],
  ['/assets/my-holidays.png', false],
  ['/assets/logo.svg', false],
  ['/report-20240101.pdf', false],
  ['/some-facade.html', false],
  ['/about', false],
  ['/robots.txt', false],
  ['/_next/static/', false],
  [`/_next/static/${'a'.repeat(2_000)}.js`, false],
])('%s has a name that changes with its content: %s', (path, isHashed) => {
  expect(isHashedAsset(path)).toBe(isHashed)
})
