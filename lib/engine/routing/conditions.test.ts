import { expect, test } from 'vitest'
import { compileCondition, compileMatch, conditionNames, matchCondition } from '@/lib/engine/routing/conditions'
import type { MatchRule } from '@/lib/engine/routing/route-rule'

const facts = {
  host: 'shop.example.test',
  query: [
    ['page', '2'],
    ['tag', 'a'],
    ['tag', 'b'],
    ['empty', ''],
  ] as const,
  header: (name: string) => ({ accept: 'text/html', 'x-level': '10' })[name],
  cookie: (name: string) => ({ draft: 'secret' })[name],
}

test.each<[rule: MatchRule, value: string, isMatch: boolean]>([
  ['multipart/form-data;.*', 'multipart/form-data; boundary=x', true],
  ['form', 'a form of it', false],
  ['a|b', 'ab', false],
  ['A', 'a', false],
  [{ eq: 'a' }, 'a', true],
  [{ eq: 10 }, '10', true],
  [{ eq: 'a' }, 'A', false],
  [{ neq: 'a' }, 'b', true],
  [{ neq: 'a' }, 'a', false],
  [{ inc: ['a', 'b'] }, 'b', true],
  [{ inc: ['a', 'b'] }, 'c', false],
  [{ ninc: ['a', 'b'] }, 'c', true],
  [{ ninc: ['a', 'b'] }, 'a', false],
  [{ pre: 'ab' }, 'abc', true],
  [{ pre: 'ab' }, 'xab', false],
  [{ suf: 'bc' }, 'abc', true],
  [{ suf: 'bc' }, 'bcx', false],
  [{ re: 'b+' }, 'abbc', true],
  [{ re: '^b' }, 'abc', false],
  [{ gt: 9 }, '10', true],
  [{ gt: 10 }, '10', false],
  [{ gte: 10 }, '10', true],
  [{ lt: 10 }, '9.5', true],
  [{ lt: 10 }, '', false],
  [{ lt: 10 }, 'none', false],
  [{ lte: 10 }, '10', true],
  [{ pre: 'a', suf: 'c' }, 'abc', true],
  [{ pre: 'a', suf: 'c' }, 'abd', false],
])('%j on "%s" is %s', (rule, value, isMatch) => {
  expect(compileMatch(rule, 'has')(value) !== undefined).toBe(isMatch)
})

test.each([
  ['host', null, '(?<shop>[^.]+)\\.example\\.test', { shop: 'shop' }],
  ['host', null, 'example\\.test', undefined],
  ['header', 'Accept', null, { accept: 'text/html' }],
  ['header', 'cookie', null, undefined],
  ['header', 'x-level', { gte: 10 }, {}],
  ['cookie', 'draft', 'secret', {}],
  ['cookie', 'draft', 'other', undefined],
  ['query', 'page', '(?<n>\\d+)', { n: '2' }],
  ['query', 'tag', 'b', {}],
  ['query', 'empty', null, { empty: '' }],
  ['query', 'gone', null, undefined],
] as const)('the condition %s %s %j captures %j', (type, key, value, captures) => {
  expect(matchCondition(compileCondition({ type, key, value }), facts)).toEqual(captures)
})

test('a group that took no part in the match is not captured', () => {
  const condition = compileCondition({ type: 'query', key: 'page', value: '(?<n>\\d+)|(?<word>\\w+)' })

  expect(matchCondition(condition, facts)).toEqual({ n: '2' })
})

test('a condition tells which names it may capture', () => {
  expect(conditionNames({ type: 'query', key: 'id', value: null })).toEqual(['id'])
  expect(conditionNames({ type: 'header', key: 'x', value: '/(?<path>.+)(a)' })).toEqual(['path'])
  expect(conditionNames({ type: 'header', key: 'x', value: { eq: '(?<path>.+)' } })).toEqual([])
})
