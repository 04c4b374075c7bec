import { expect, test } from 'vitest'
import { nextPage } from '@/lib/cli/next-page'

test('the way to the next page is a command with every filter, quoted for a shell', () => {
  expect(nextPage('audit', { actor: 'token:my ci', search: `it's`, limit: '20' }, 41)).toEqual([
    expect.stringMatching(
      /^More: (?:npx )?freshet audit --actor 'token:my ci' --search 'it'\\''s' --limit 20 --before 41$/,
    ),
  ])
  expect(nextPage('journal', { project: 'shop', kind: undefined, before: '9' }, 7)).toEqual([
    expect.stringMatching(/freshet journal --project shop --before 7$/),
  ])
})

test('where nothing follows, nothing is said', () => {
  expect(nextPage('audit', { limit: '20' }, null)).toEqual([])
})
