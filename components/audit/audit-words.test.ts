import { expect, test } from 'vitest'
import { detailsOf, summaryOf, verdictOf } from '@/components/audit/audit-words'
import { auditRowWith } from '@/components/testing/access'

test('what was before a change stands beside what came of it', () => {
  const row = auditRowWith({
    details: {
      member: 'opr_1',
      before: { role: 'viewer', projects: ['shop'] },
      after: { role: 'owner', projects: 'all' },
    },
  })
  expect(detailsOf(row)).toEqual([
    { name: 'member', before: undefined, after: 'opr_1' },
    { name: 'role', before: 'viewer', after: 'owner' },
    { name: 'projects', before: 'shop', after: 'all' },
  ])
  expect(summaryOf(row)).toBe('member opr_1, role viewer → owner, projects shop → all')
})

test('values that are no objects, lists and nothing at all are told too', () => {
  expect(summaryOf(auditRowWith({ details: { a: null, b: [], c: { d: 1 }, before: 1, after: 2 } }))).toBe(
    'a –, b none, c (d 1), value 1 → 2',
  )
  expect(summaryOf(auditRowWith({ details: { before: 1 } }))).toBe('before 1')
})

test('a scope and selectors are told as people say them', () => {
  const details = {
    scope: { kind: 'domain', domain: 'a.test' },
    selectors: [{ kind: 'tag', tag: 'posts' }, { kind: 'all' }],
  }
  expect(summaryOf(auditRowWith({ details }))).toBe('scope domain a.test, selectors tag posts, all')
})

test.each([
  [null, 'Chain verified up to row 4.'],
  [{ id: 5, kind: 'changed' as const }, 'Row 5 was changed after it was written. The chain holds up to row 4.'],
  [{ id: 7, kind: 'gap' as const }, 'Rows before 7 were removed or replaced. The chain holds up to row 4.'],
])('a check of the chain is told in a sentence: %j', (fault, sentence) => {
  const head = { id: 4, hash: 'a'.repeat(64) }
  expect(verdictOf({ isIntact: fault === null, verifiedUpTo: 4, head, fault, isNotedIntact: null })).toBe(sentence)
})
