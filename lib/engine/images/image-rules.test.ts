import { describe, expect, test } from 'vitest'
import { compileImageRules, compilePattern } from '@/lib/engine/images/image-rules'
import { imagesRule } from '@/lib/engine/images/testing'

describe('patterns', () => {
  test.each([
    ['* is one label of a host', '*.cdn.test', '.', 'img.cdn.test', true],
    ['* is not two labels', '*.cdn.test', '.', 'a.img.cdn.test', false],
    ['* is not nothing', '*.cdn.test', '.', 'cdn.test', false],
    ['** is any number of labels', '**.cdn.test', '.', 'a.img.cdn.test', true],
    ['a dot is a dot', 'cdn.test', '.', 'cdnxtest', false],
    ['half a name is another host', 'cdn.test', '.', 'cdn.test.evil.test', false],
    [
      'a regular expression without an end matches the whole all the same',
      '^cdn\\.test',
      '.',
      'cdn.test.evil.test',
      false,
    ],
    ['a regular expression is taken as a build writes it', '^(?:.*\\.cdn\\.test)$', '.', 'a.b.cdn.test', true],
    ['* is one part of a path', '/img/*', '/', '/img/a/b.png', false],
    ['** is any number of parts', '/img/**', '/', '/img/a/b.png', true],
    ['what follows is no part of it', '/img/*.png', '/', '/img/a.png/x', false],
  ] as const)('%s', (_title, pattern, separator, text, matches) => {
    expect(compilePattern(pattern, separator).test(text)).toBe(matches)
  })
})

test('a pattern that others try for minutes is decided at once', () => {
  expect(compilePattern('^/(a+)+$', '/').test(`/${'a'.repeat(3_000)}!`)).toBe(false)
})

describe('what a site allows', () => {
  const remote = { protocol: null, hostname: 'cdn.test', port: null, pathname: null, search: null }
  test.each([
    ['a domain by its name', { domains: ['cdn.test'] }, 'https://cdn.test/a.png', true],
    ['no other domain', { domains: ['cdn.test'] }, 'https://evil.test/a.png', false],
    ['no other scheme', { domains: ['cdn.test'] }, 'ftp://cdn.test/a.png', false],
    ['no name and password', { domains: ['cdn.test'] }, 'https://a:b@cdn.test/a.png', false],
    ['nothing by itself', {}, 'https://cdn.test/a.png', false],
    ['a pattern with every path', { remotePatterns: [remote] }, 'http://cdn.test/a/b.png', true],
    ['one protocol', { remotePatterns: [{ ...remote, protocol: 'https' }] }, 'http://cdn.test/a.png', false],
    ['one port', { remotePatterns: [{ ...remote, port: '8443' }] }, 'https://cdn.test:8443/a.png', true],
    ['not another port', { remotePatterns: [{ ...remote, port: '' }] }, 'https://cdn.test:8443/a.png', false],
    ['one path', { remotePatterns: [{ ...remote, pathname: '/img/**' }] }, 'https://cdn.test/img/../a.png', false],
    ['no query where none may be', { remotePatterns: [{ ...remote, search: '' }] }, 'https://cdn.test/a.png?x', false],
  ] as const)('%s', (_title, rule, url, isAllowed) => {
    expect(compileImageRules(imagesRule(rule)).allowsRemote(new URL(url))).toBe(isAllowed)
  })
})
