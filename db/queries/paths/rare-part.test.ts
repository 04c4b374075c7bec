import { expect, test } from 'vitest'
import { rarePart } from '@/db/queries/paths/rare-part'

const PATHS = ['/page-0000001', '/page-0004711', '/Page-0099999', '/about']

test.each([
  ['what nearly all begin with is left out, and what stands between words', 'page-4711', '4711'],
  ['whatever its letters’ case', 'PAGE-4711', '4711'],
  ['what nearly all end with is left out', '4711/page', '4711'],
  ['enough of it is kept for an index to look for', 'page-0', 'age'],
  ['a text that everything has keeps three letters', '/page', 'age'],
  ['a rare text is kept whole', 'hyperion', 'hyperion'],
  ['a text that is too short for an index is kept', '/p', '/p'],
  ['a text of wildcards and separators is kept', '%_--', '%_--'],
])('%s', (_title, text, part) => {
  expect(rarePart(text, PATHS)).toBe(part)
})

test('without a sample the ends of words alone are left out', () => {
  expect(rarePart('/page-1/', [])).toBe('page-1')
})
