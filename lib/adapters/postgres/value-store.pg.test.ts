import { expect, test } from 'vitest'
import { deletePassedValues } from '@/db/queries/retention/retain-values'
import { createPostgresJournal } from '@/lib/adapters/postgres/journal'
import { putBackOf, shareTestDb } from '@/lib/adapters/postgres/testing'
import { createPostgresValueStore } from '@/lib/adapters/postgres/value-store'
import { bodyOf, T0 } from '@/lib/engine/contract-tests/builders'
import { testValueStore } from '@/lib/engine/contract-tests/value-store'

const openDatabase = shareTestDb()

testValueStore('PostgreSQL', async () => {
  const { db, sql } = await openDatabase()
  return { values: createPostgresValueStore(db), journal: createPostgresJournal(db), putBack: putBackOf({ sql }) }
})

test('retention takes what has expired and what is a month old, at its very instant, and nothing else', async () => {
  const { db } = await openDatabase()
  const values = createPostgresValueStore(db)
  const at = (key: string, times: { readonly madeAtMs?: number; readonly expiresAtMs?: number | null }) => {
    const id = { projectId: 'prj_1', environment: 'production', kind: 'fetch', key } as const
    return { id, tags: [], note: '', body: bodyOf(key), stamp: 0, madeAtMs: T0, expiresAtMs: null, ...times }
  }
  const left = at('left', { expiresAtMs: T0 + 1 })
  for (const value of [left, at('expired', { expiresAtMs: T0 }), at('old', { madeAtMs: T0 - 5 })])
    await values.write(value)
  expect(await deletePassedValues(db, { nowMs: T0, madeBeforeMs: T0 - 5, limit: 10 })).toBe(2)
  const found = await Promise.all(['left', 'expired', 'old'].map((key) => values.read(at(key, {}).id, [])))
  expect(found.map(({ value }) => value?.id.key)).toEqual(['left', undefined, undefined])
})
