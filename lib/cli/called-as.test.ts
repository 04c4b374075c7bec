import { expect, test } from 'vitest'
import { asCalled, calledAs } from '@/lib/cli/called-as'

test('commands are named as this one was typed: by npx, or by its name', () => {
  expect(calledAs({ npm_command: 'exec' })).toBe('npx freshet')
  expect(calledAs({ npm_command: 'run-script' })).toBe('freshet')
  expect(calledAs({})).toBe('freshet')
})

test('what a sentence of the server calls a field is an option here', () => {
  expect(asCalled('name one with the field “query”.')).toBe('name one with --query.')
  expect(asCalled('Finish the deployment with the field “promote” to move it.')).toBe(
    'Finish the deployment with --prod to move it.',
  )
  expect(asCalled('say so with the selector “all”.')).toBe('say so with --all.')
  expect(asCalled('the field “other”')).toBe('the field “other”')
})

test('a sentence of the server names them so as well', () => {
  const text = '“npx freshet journal” lists those it has.'
  expect(asCalled(text, 'freshet')).toBe('“freshet journal” lists those it has.')
  expect(asCalled(text, 'npx freshet')).toBe(text)
})
