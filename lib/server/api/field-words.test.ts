import { expect, test } from 'vitest'
import { fieldWords } from '@/lib/server/api/field-words'

const one = { name: '', scopes: ['all'], selectors: [{ kind: 'path', path: 'blog' }] }
const many = { scopes: ['read', 'all'], selectors: [{ kind: 'all' }, { kind: 'path', path: 'blog' }] }

test.each([
  ['a field by its name', one, ['name'], 'name'],
  ['the whole input by nothing', one, [], ''],
  ['the only one of a list by the list', one, ['scopes', 0], 'scopes'],
  ['one of several by its number', many, ['scopes', 1], 'scopes (number 2)'],
  ['a field of the only one of a list by its own name', one, ['selectors', 0, 'path'], 'path'],
  ['a field of one of several by both', many, ['selectors', 1, 'path'], 'path (number 2 of selectors)'],
])('%s', (_title, fields, key, words) => {
  expect(fieldWords(fields, key)).toBe(words)
})
