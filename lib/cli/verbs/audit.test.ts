import { expect, test } from 'vitest'
import { nextPage } from '@/lib/cli/verbs/audit'

test('the way to the next page of the audit is a command with every filter, quoted for a shell', () => {
  expect(nextPage({ limit: '20', actor: 'token:my ci', search: `it's` }, 41)).toMatch(
    /^(?:npx )?freshet audit --actor 'token:my ci' --search 'it'\\''s' --limit 20 --before 41$/,
  )
  expect(nextPage({ limit: '1', action: 'tokens.create', before: '9' }, 7)).toMatch(
    /freshet audit --action tokens\.create --limit 1 --before 7$/,
  )
})
