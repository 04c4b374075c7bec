import { expect, test } from 'vitest'
import { createApi } from '@/lib/cli/api'
import { argumentsOf, createProgram } from '@/lib/cli/program'
import { createShell } from '@/lib/cli/shell'

const connect = () => Promise.reject(new Error('Nothing is called.'))
const program = () => createProgram({ api: createApi(connect, connect), shell: createShell(), connect })

test.each([
  [
    ['purge', '--help'],
    ['purge', '--help'],
  ],
  [['--help'], ['--help']],
  [[], []],
  [
    ['help', 'purge'],
    ['help', 'purge'],
  ],
  [['prune', '--help'], ['prune']],
])('%j is parsed as %j: the help of a verb that there is not is no help', (given, parsed) => {
  expect(argumentsOf(program(), given)).toEqual(parsed)
})
