import { expect, test } from 'vitest'
import { tryCommand, tryUrl } from '@/components/tokens/token-commands'

test.each([
  [['/blog/*'], 'http://shop.localhost:8080/blog/'],
  [['/about'], 'http://shop.localhost:8080/about'],
  [['/*'], 'http://shop.localhost:8080/'],
  [[], 'http://shop.localhost:8080/'],
])('a token for %j is tried at %s', (paths, url) => {
  expect(tryUrl('http://shop.localhost:8080', paths)).toBe(url)
})

test('each purpose is tried by what it is sent as, and nothing needs a shell that guesses', () => {
  const url = 'http://shop.localhost:8080/'
  expect(tryCommand('draft', url, 'frb_x')).toBe(
    `curl -s -D - -o /dev/null ${url} -H 'cookie: __prerender_bypass=frb_x'`,
  )
  expect(tryCommand('revalidate', url, 'frb_x')).toBe(`curl -sI ${url} -H 'x-prerender-revalidate: frb_x'`)
  expect(tryCommand('protection', url, 'frb_x')).toBe(`curl -sI ${url} -H 'x-vercel-protection-bypass: frb_x'`)
})
