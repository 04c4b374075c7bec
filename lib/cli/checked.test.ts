import { expect, test } from 'vitest'
import { checked } from '@/lib/cli/checked'
import { listPathsInput } from '@/lib/contract/paths'

test('what is wrong with an option is said under the name that is typed', () => {
  expect(() => checked(listPathsInput, { project: 'shop', pageSize: 5_000 })).toThrow(/^--page-size: /)
  expect(() => checked(listPathsInput, {})).toThrow(/^--project: /)
})
