import { expect, test } from 'vitest'
import { memberCommand, reachFault, reachInput } from '@/components/members/member-words'

test('an owner is confined to no project, whatever was ticked before', () => {
  expect(reachInput({ role: 'owner', projects: ['shop'] })).toEqual({ role: 'owner' })
  expect(reachFault({ role: 'owner', projects: [] })).toBeUndefined()
})

test('nobody is confined to nothing', () => {
  expect(reachFault({ role: 'viewer', projects: [] })).toMatch(/Choose a project/)
  expect(reachFault({ role: 'viewer', projects: ['shop'] })).toBeUndefined()
  expect(reachFault({ role: 'viewer', projects: undefined })).toBeUndefined()
})

test('the command names role and projects as the form does', () => {
  expect(memberCommand('invite', 'ada@example.com', { role: 'viewer', projects: ['shop', 'blog'] })).toBe(
    'npx freshet members invite ada@example.com --role viewer --project shop blog',
  )
  expect(memberCommand('role', 'ada@example.com', { role: 'owner', projects: undefined })).toBe(
    'npx freshet members role ada@example.com --role owner',
  )
})
