import { expect, test } from 'vitest'
import { commandLine } from '@/components/format/shell'

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
