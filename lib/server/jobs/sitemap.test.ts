import { expect, test } from 'vitest'
import { parseSitemap } from '@/lib/server/jobs/sitemap'

test('a sitemap gives paths and queries once, in its order, whatever host it names', () => {
  const text = `<?xml version="1.0" encoding="UTF-8"?>
    <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
      <url><loc> https://www.example.com/b?page=2&amp;sort=asc </loc><lastmod>2026-01-01</lastmod></url>
      <url><loc>https://other.example/a</loc></url>
      <url><loc>https://www.example.com/a</loc></url>
      <url><loc>no address</loc></url>
    </urlset>`
  expect(parseSitemap(text)).toEqual({ kind: 'pages', targets: ['/b?page=2&sort=asc', '/a'] })
})

test('an index of sitemaps is told apart, also with a prefix', () => {
  const text =
    '<sm:sitemapindex xmlns:sm="x"><sm:sitemap><sm:loc>https://a.test/one.xml</sm:loc></sm:sitemap></sm:sitemapindex>'
  expect(parseSitemap(text)).toEqual({ kind: 'index', targets: ['/one.xml'] })
})

test.each(['', '<html><loc>https://a.test/</loc></html>', '{"urlset": []}'])('%j is no sitemap', (text) => {
  expect(parseSitemap(text)).toBeUndefined()
})

test('a page that never ends takes no more than linear time', () => {
  const began = performance.now()
  expect(parseSitemap(`<urlset >${'<loc>'.repeat(200_000)}`)).toEqual({ kind: 'pages', targets: [] })
  expect(performance.now() - began).toBeLessThan(5_000)
})
