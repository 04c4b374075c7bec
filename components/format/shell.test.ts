import { expect, test } from 'vitest'
import { restCommand } from '@/components/format/shell'
import { endpoints } from '@/lib/contract/endpoints'
import { commandLine } from '@/lib/contract/shell-words'

test('plain words stay as they are', () => {
  expect(commandLine('npx', 'freshet', '--path', '/blog/a-b_c', '--tag', 'post:42')).toBe(
    'npx freshet --path /blog/a-b_c --tag post:42',
  )
})

test.each([
  ['/a b', `'/a b'`],
  [`it's`, `'it'\\''s'`],
  ['$(reboot)', `'$(reboot)'`],
  ['', `''`],
  ['/[slug]', `'/[slug]'`],
  ['a\nb', `'a\nb'`],
])('%j can be pasted without running anything: %s', (part, expected) => {
  expect(commandLine(part)).toBe(expected)
})

test('a call of the API is a command for curl: the address and the token stay variables, nothing else is run', () => {
  expect(restCommand(endpoints.diffVersions, { project: 'shop', from: 'ver_a', to: 'ver_b' })).toBe(
    `curl -fsS "$FRESHET_URL"'/api/v1/diffs?project=shop&from=ver_a&to=ver_b' -H "authorization: Bearer $FRESHET_TOKEN"`,
  )
  const page = { project: 'shop', domain: 'shop.localhost', path: '/a' }
  expect(restCommand(endpoints.pinPath, { ...page, reason: `it's $(late)` })).toBe(
    `curl -fsS -X POST "$FRESHET_URL"/api/v1/pins -H "authorization: Bearer $FRESHET_TOKEN" -H 'content-type: application/json' -d '{"project":"shop","domain":"shop.localhost","path":"/a","reason":"it'\\''s $(late)"}'`,
  )
})
