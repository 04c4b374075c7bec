import { expect, test } from 'vitest'
import { auditCommands, auditExportHref, isAuditNarrowed, parseAuditFilter } from '@/components/audit/audit-filter'

test('the address is the state of the list; a day is its first moment, and what is none of it is passed over', () => {
  expect(
    parseAuditFilter({
      actor: 'ana@example.com',
      action: 'tokens',
      from: '2026-11-01',
      q: 'ci',
      before: '40',
      until: 'soon',
      project: 'NO',
      member: 'opr_1',
    }),
  ).toEqual({
    actor: 'ana@example.com',
    action: 'tokens',
    from: '2026-11-01T00:00:00Z',
    q: 'ci',
    before: 40,
    limit: 50,
  })
})

test('a list of all is not narrowed, whatever else the address holds', () => {
  expect(isAuditNarrowed(parseAuditFilter({ row: '3' }))).toBe(false)
  expect(isAuditNarrowed(parseAuditFilter({ q: 'x' }))).toBe(true)
})

test('the commands ask for the same list', () => {
  const [cli, curl] = auditCommands(parseAuditFilter({ action: 'tokens.create', q: "it's" }))
  expect(cli?.text).toBe("npx freshet audit --action tokens.create --search 'it'\\''s' --limit 50")
  expect(curl?.text).toContain('/api/v1/audit?')
})

test('an export is of every row that matches, not of the page that is shown', () => {
  expect(auditExportHref(parseAuditFilter({ actor: 'ana@example.com', before: '40' }), 'csv')).toBe(
    '/api/v1/audit/export?actor=ana%40example.com&format=csv',
  )
})
