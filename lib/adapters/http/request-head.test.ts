import { describe, expect, test } from 'vitest'
import { HeadReader } from '@/lib/adapters/http/request-head'

const read = (rawHeaders: string[], more: { method?: string; target?: string; httpVersion?: string } = {}) =>
  new HeadReader().read({ method: 'GET', target: '/', httpVersion: '1.1', rawHeaders, ...more })

describe('T2 host.grammar: a host name', () => {
  test.each([
    ['a.test', 'a.test'],
    ['A.Test:8080', 'a.test'],
    ['a.test.', 'a.test'],
    ['dpl_0123456789ab.localhost:80', 'dpl_0123456789ab.localhost'],
    ['xn--caf-dma.test', 'xn--caf-dma.test'],
    ['127.0.0.1:8080', '127.0.0.1'],
    ['[::1]:8080', '[::1]'],
    ['a', 'a'],
    ['a.test:0', 'a.test'],
    ['a_b.test', 'a_b.test'],
    ['1.2.3.4', '1.2.3.4'],
    ['[2001:db8::1]', '[2001:db8::1]'],
  ])('%s is read as %s', (authority, host) => {
    expect(read(['Host', authority])).toEqual({ host, authority: authority.toLowerCase() })
  })

  test.each([
    'a.test:80@evil',
    'a.test/../x',
    'a..test',
    '.a.test',
    '-a.test',
    'a-.test',
    'a.test:',
    'a.test:99999',
    'a b',
    'a\\b',
    'a.test#',
    'a.test?x',
    'user@a.test',
    '',
    'a'.repeat(64),
    'ä.test',
    '[::1',
    'a.test,b.test',
    'a%2e.test',
    ...[
      'a.test:80:80',
      'a.test:8a',
      'a.test:-1',
      'a.test: 80',
      'a.test :80',
      'a.test:０',
      ':80',
      '.',
      '..',
      'a.test..',
    ],
    ...['@a.test', 'a@b@c.test', '//a.test', '/a.test', 'http://a.test', 'a.test/', 'a.test;b', 'a.test&b', "a.test'"],
    ...['a"test', 'a.test<b>', 'a.test{b}', 'a.test|b', 'a^b.test', 'a`b.test', '*.test', 'a+b.test', 'a=b.test', '$a'],
    ...['[]', '[::g]', '[::1]x', '[::1]:', '[::1]:99999', '::1', '[1.2.3.4]', '[::1%25lo]', `${'a.'.repeat(127)}test`],
  ])('%s is refused', (authority) => {
    expect(read(['Host', authority])).toMatchObject({ status: 400 })
  })
})

test.each([
  ['two Host lines', ['Host', 'a.test', 'host', 'b.test'], {}, 400],
  ['two equal Host lines', ['Host', 'a.test', 'Host', 'a.test'], {}, 400],
  ['no Host line', ['Accept', '*/*'], {}, 400],
  ['an absolute target', ['Host', 'a.test'], { target: 'http://evil.test/' }, 400],
  ['a coding besides chunked', ['Host', 'a.test', 'Transfer-Encoding', 'identity, chunked'], { method: 'POST' }, 400],
  ['HTTP/1.0 with a transfer coding', ['Host', 'a.test', 'Transfer-Encoding', 'chunked'], { httpVersion: '1.0' }, 400],
  ['an unknown method', ['Host', 'a.test'], { method: 'PURGE' }, 405],
  ['a body over 20 MiB', ['Host', 'a.test', 'Content-Length', '20971521'], { method: 'POST' }, 413],
  ['over a hundred header lines', ['Host', 'a.test', ...Array.from({ length: 200 }, () => 'x')], {}, 431],
] as const)('%s is refused', (_title, rawHeaders, more, status) => {
  expect(read([...rawHeaders], more)).toMatchObject({ status })
})

test('a host longer than any is refused, and not remembered', () => {
  expect(read(['Host', `${'a.'.repeat(130)}test`])).toMatchObject({ status: 400 })
})
