import { expect, test } from 'vitest'
import { asCalled, calledAs } from '@/lib/cli/called-as'

test('commands are named as this one was typed: by npx, or by its name', () => {
  expect(calledAs({ npm_command: 'exec' })).toBe('npx freshet')
  expect(calledAs({ npm_command: 'run-script' })).toBe('freshet')
  expect(calledAs({})).toBe('freshet')
})

test('a sentence of the server names them so as well', () => {
  const text = '“npx freshet journal” lists those it has.'
  expect(asCalled(text, 'freshet')).toBe('“freshet journal” lists those it has.')
  expect(asCalled(text, 'npx freshet')).toBe(text)
})
