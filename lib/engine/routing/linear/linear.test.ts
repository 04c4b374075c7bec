import { describe, expect, test } from 'vitest'
import { compileProgram } from '@/lib/engine/routing/linear/compile-program'
import { patternsOfFixtures } from '@/lib/engine/routing/linear/fixture-patterns'
import { isPlain } from '@/lib/engine/routing/linear/is-plain'
import { parseExpression } from '@/lib/engine/routing/linear/parse-expression'
import { runProgram } from '@/lib/engine/routing/linear/run-program'
import { Pattern } from '@/lib/engine/routing/pattern'

/** What JavaScript's own engine says, in the same form. */
function native(source: string, flags: string, text: string) {
  const match = new RegExp(source, flags).exec(text)
  return match === null ? null : { text: match[0], groups: [...match].slice(1), named: { ...match.groups } }
}

function linear(source: string, flags: string, text: string) {
  const { expression, groupCount, names } = parseExpression(source, flags)
  const slots = runProgram(compileProgram(expression), text, groupCount)
  if (slots === null) return null
  const part = (number: number) => {
    const [from = -1, to = -1] = slots.slice(number * 2, number * 2 + 2)
    return from < 0 || to < 0 ? undefined : text.slice(from, to)
  }
  const groups = Array.from({ length: groupCount }, (_, at) => part(at + 1))
  return { text: part(0), groups, named: Object.fromEntries(names.map(([name, number]) => [name, part(number)])) }
}

const TEXTS = [
  ...[
    '',
    '/',
    '/a',
    '/blog/hello-World',
    '/blog/',
    '/BLOG/x',
    '/a/b/c/d',
    '/_next/static/x.js',
    '/_next/data/B/en/x.json',
  ],
  ...['/isr', '/isr.rsc', '/isr.prefetch.rsc', '/posts/1.segments/_tree.segment.rsc', '/index', '/index/', '/api/x?y'],
  ...[
    '/é/日本/ſK',
    '/a\u2028b',
    '/favicon.ico',
    '/de',
    '/en/shop/',
    '/__data.json',
    '/x/__data.json',
    'ab12_',
    'a.b.c',
    'aab',
    'bab',
  ],
  ...[
    'multipart/form-data; boundary=x',
    'text/x-component',
    'Mozilla/5.0 (compatible; Googlebot/2.1)',
    '1',
    '00daa1a8',
    'xyzzy',
  ],
]

test.each(patternsOfFixtures)('of the fixtures: %s', (source) => {
  for (const flags of ['s', 'is']) {
    for (const text of TEXTS) {
      for (const written of [source, `^(?:${source})$`]) {
        expect(linear(written, flags, text), text).toEqual(native(written, flags, text))
      }
    }
  }
})

test.each([
  ...[
    '(a*)*',
    '(a+)+$',
    '(?:(a)|b)*',
    '(a|ab)(c|bcd)(d*)',
    '(?:a|ab)*?c',
    'a{2,3}?',
    '(?:a?){3}b',
    'x{0,2}y',
    '(?:(x)|(y)){2}',
    'a{,3}',
  ],
  ...[
    '^(?!.*b)a',
    '^(?=(a+))a*b',
    '(?<=a)b',
    '(?<!a)b',
    '(?<=(\\d)(\\w))x',
    '(?<=^|/)a',
    '\\bab',
    'a\\B',
    '[^]',
    '[]',
    '[^a-c]+',
    '[\\]\\w-]+',
  ],
  ...[
    '(?<y>a)(?<z>b)?',
    '\\u0061',
    '\\x61',
    '\\cA',
    '[\\b]',
    '\\/',
    '{',
    '}',
    'a]',
    '(?:)',
    '|a',
    '(?i:A)b',
    '(?-i:a)B',
    '\\d+\\s*\\S',
    '.',
    '$',
    '^',
  ],
])('by hand: %s', (source) => {
  for (const flags of ['s', 'is']) {
    for (const text of TEXTS) expect(linear(source, flags, text), text).toEqual(native(source, flags, text))
  }
})

/** Numbers that look random and are the same each time. */
function numbers(seed: number) {
  let state = seed
  return (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) % below
  }
}

function expressionBy(next: (below: number) => number, depth: number): string {
  const atoms = ['a', 'b', 'A', '.', '[ab]', '[^a]', '\\w', '/', '\\.']
  const one = () => atoms[next(atoms.length)] ?? 'a'
  if (depth === 0) return one()
  const inner = () => expressionBy(next, depth - 1)
  const quantifiers = ['*', '+', '?', '*?', '+?', '??', '{1,2}', '{2}', '{0,2}?']
  switch (next(8)) {
    case 0:
      return `(${inner()})`
    case 1:
      return `(?:${inner()}|${inner()})`
    case 2:
      return `(?:${inner()})${quantifiers[next(quantifiers.length)]}`
    case 3:
      return `(${inner()})${quantifiers[next(quantifiers.length)]}`
    case 4:
      return `${inner()}${inner()}`
    case 5:
      return `(?${next(2) === 0 ? '=' : '!'}${one()}${one()})${inner()}`
    case 6:
      return `${one()}${quantifiers[next(quantifiers.length)]}${inner()}`
    default:
      return `${inner()}${one()}`
  }
}

test('2,000 made-up expressions match what JavaScript matches', () => {
  const next = numbers(7)
  for (let round = 0; round < 2_000; round++) {
    const source = expressionBy(next, 4)
    for (let which = 0; which < 4; which++) {
      const text = Array.from({ length: next(7) }, () => 'abA/.'[next(5)]).join('')
      expect({ source, text, match: linear(source, 'is', text) }).toEqual({
        source,
        text,
        match: native(source, 'is', text),
      })
    }
  }
})

describe('time', () => {
  /** Each of them takes JavaScript's own engine longer than anybody waits. */
  test.each([
    ['(a+)+$', 'a'],
    ['^(?:a|a)*$', 'a'],
    ['^(a*)*$', 'a'],
    ['^(?!x)(?:[^/!]+/?)+$', 'a'],
    ['^((?!x)a|a)+$', 'a'],
    ['^(?:(?:a|aa)+b?)+$', 'a'],
    ['^(.*a){20}$', 'a'],
    ['^(.*)(.*)(.*)(.*)x$', 'a'],
    ['^(\\w+\\s?)*$', 'a'],
    ['^(?:(?=a)a|a)*$', 'a'],
  ])('%s ends on 8 KB', (source, letter) => {
    expect(new Pattern(source, true).exec(`${letter.repeat(8_000)}!`)).toBeNull()
  })

  test.each([
    ['(a)\\1', 'refers back'],
    ['(?<x>a)\\k<x>', 'refers back'],
    ['(?:(?=.*x)a)*', 'begin it with ^'],
    ['(?=.*a)(?=.*b)', 'begin it with ^'],
    ['(?:(?:a{100}){100}){100}', 'too large'],
  ])('%s is refused, since no time can be promised for it', (source, reason) => {
    expect(() => new Pattern(source, true)).toThrow(reason)
  })

  test('a text of more than 8 KB matches nothing', () => {
    expect(new Pattern('.*', true).test('a'.repeat(8_192))).toBe(true)
    expect(new Pattern('.*', true).test('a'.repeat(8_193))).toBe(false)
  })
})

test.each([
  ['^/blog/([^/]+?)/?$', true],
  ['^/(?:a|b)(?:/(.*))?$', true],
  ['^(?:/(_next|x))?/c$', true],
  ['/blog/[^/]+', false],
  ['^/a+/b+$', false],
  ['^(?:a+)+$', false],
  ['^(?:a|a)*$', false],
  ['^(?!a).*$', false],
  ['^(?:a?){30}$', false],
  ['^(?:(?:a|b)(?:c|d)(?:e|f)){3}$', false],
])('%s may be left to JavaScript: %s', (source, expected) => {
  expect(isPlain(parseExpression(source, 's').expression)).toBe(expected)
})
