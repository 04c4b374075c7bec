import { expect, test } from 'vitest'
import { compilePattern, RouteError } from '@/lib/engine/routing/pattern'
import { compileTemplate } from '@/lib/engine/routing/template'

const compile = (source: string, isCaseSensitive = false) =>
  compilePattern(source, { key: 'src', isWhole: true, isCaseSensitive })

test.each([
  ['/blog', '/blog', true],
  ['/blog', '/blog/a', false],
  ['^/blog$', '/blog', true],
  ['/a|/b', '/ax', false],
  ['/a|/b', '/xb', false],
  ['/Blog', '/bLOG', true],
  ['(?P<slug>[^/]+)', 'x', true],
  ['\\A/x\\z', '/x', true],
  ['/.*', '/\u2028', true],
])('%s on %s is %s', (source, path, isMatch) => {
  expect(compile(source).test(path)).toBe(isMatch)
})

test('case counts when asked for, unless the pattern itself says otherwise', () => {
  expect(compile('/Blog', true).test('/blog')).toBe(false)
  expect(compile('(?i)/Blog', true).test('/blog')).toBe(true)
  expect(compile('^(?i)/Blog', true).test('/blog')).toBe(true)
})

test.each([
  ['/(', 'Unterminated group'],
  ['/[z-a]', 'out of order'],
  ['/a++', 'Nothing to repeat'],
  ['/[[:alpha:]]', 'POSIX'],
  ['/\\Qa.b\\E', '\\Q'],
  ['a'.repeat(4097), '4096'],
])('%s is refused, saying why', (source, reason) => {
  expect(() => compile(source)).toThrow(RouteError)
  expect(() => compile(source)).toThrow(reason)
})

test.each([
  ['/$1/$name', { 1: 'a', name: 'b' }, '/a/b'],
  ['$0', { 0: '/x' }, '/x'],
  ['/$12', { 1: 'a' }, '/a2'],
  ['/$1x', { 1: 'a' }, '/ax'],
  ['/[id].segments/$d$id', { nxtPid: '9' }, '/[id].segments/$d$id'],
  ['/$name$', { name: 'a' }, '/a$'],
  ['/plain', {}, '/plain'],
])('%s with %j gives %s', (text, captures, expected) => {
  expect(compileTemplate(text, new Set(Object.keys(captures)))(new Map(Object.entries(captures)))).toBe(expected)
})

test('a capture that took no part is empty, and only captures are encoded', () => {
  const template = compileTemplate('é/$1/$2', new Set(['1', '2']), encodeURIComponent)

  expect(template(new Map([['1', 'é']]))).toBe('é/%C3%A9/')
})
