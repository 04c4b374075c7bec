import { expect, test } from 'vitest'
import { databaseRefusal, isDatabaseAway } from '@/lib/server/database-away'

const coded = (code: string) => Object.assign(new Error('no'), { code })

test.each([
  ['a refused connection', coded('ECONNREFUSED'), true],
  ['a refused connection inside a failed query', new Error('Failed query', { cause: coded('ECONNREFUSED') }), true],
  ['every address refused', new AggregateError([coded('ECONNREFUSED')]), true],
  ['a server that shuts down', coded('57P01'), true],
  ['a broken protocol, by SQLSTATE class', coded('08006'), true],
  ['a server whose disk is full', coded('53100'), true],
  ['a broken constraint', coded('23505'), false],
  ['a bug', new Error('undefined is not a function'), false],
  ['something that is no error', 'ECONNREFUSED', false],
])('tells an absent database from a fault of ours: %s', (_title, error, expected) => {
  expect(isDatabaseAway(error)).toBe(expected)
})

test('of what PostgreSQL refused its sentence is told, and neither statement nor values', () => {
  const said = Object.assign(new Error('permission denied for table tokens'), { code: '42501', severity: 'ERROR' })
  const failed = new Error('Failed query: insert into tokens … params: secret', { cause: said })
  const refusal = { sqlState: '42501', sentence: 'permission denied for table tokens' }
  expect([databaseRefusal(said), databaseRefusal(failed)]).toEqual([refusal, refusal])
  expect([databaseRefusal(coded('ECONNREFUSED')), databaseRefusal(new Error('a bug'))]).toEqual([undefined, undefined])
})
