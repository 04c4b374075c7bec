import { expect, test } from 'vitest'
import { pathRow } from '@/components/testing/path-rows'
import { pathLines } from '@/lib/cli/verbs/paths'

test('the table names deployments only where one domain has paths of several', () => {
  const row = pathRow({ domain: 'a.test', deployment: 'dpl_new' })
  expect(pathLines([row, { ...row, domain: 'b.test', deployment: 'dpl_old' }]).join()).not.toContain('DEPLOYMENT')
  const lines = pathLines([row, { ...row, deployment: 'dpl_old' }])
  expect(lines[0]).toMatch(/PATH +DOMAIN +DEPLOYMENT +STATE/)
  expect(lines[1]).toContain('dpl_new')
  expect(lines[2]).toContain('dpl_old')
})
