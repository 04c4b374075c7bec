import { expect, onTestFinished, test } from 'vitest'
import { openDb } from '@/db/client'
import { createPostgresBus } from '@/lib/adapters/postgres/bus'
import { createPostgresJournal } from '@/lib/adapters/postgres/journal'
import { JournalFollower } from '@/lib/adapters/postgres/journal-follower'
import { shareTestDb } from '@/lib/adapters/postgres/testing'
import { purgeOf } from '@/lib/engine/contract-tests/builders'

const openDatabase = shareTestDb()

/** A follower whose poll never comes unless asked for: what arrives came by the doorbell. */
async function follow({ pollMs = 3_600_000 } = {}) {
  const pool = await openDatabase()
  const reader = openDb(pool.url, { maxConnections: 2 })
  const waiting: { readonly seq: number; readonly resolve: () => void }[] = []
  const seen: number[] = []
  const errors: unknown[] = []
  const follower = new JournalFollower({
    journal: createPostgresJournal(reader.db),
    bus: createPostgresBus(pool.url),
    pollMs,
    onRead: ({ rows }) => {
      seen.push(...rows.map(({ seq }) => seq))
      for (const { seq, resolve } of waiting) if (seen.includes(seq)) resolve()
    },
    onError: (error) => errors.push(error),
  })
  onTestFinished(async () => {
    await follower.stop()
    await reader.close()
  })
  const arrival = (seq: number) =>
    new Promise<void>((resolve) => {
      if (seen.includes(seq)) resolve()
      else waiting.push({ seq, resolve })
    })
  const listeners = async () =>
    (await pool.sql`select pid from pg_stat_activity where datname = current_database() and query ilike 'listen%'`).map(
      ({ pid }) => Number(pid),
    )
  return { ...pool, journal: createPostgresJournal(pool.db), follower, seen, errors, arrival, listeners }
}

test('a purge of another connection arrives by the doorbell alone', async () => {
  const { follower, journal, arrival, seen } = await follow()
  await follower.start()
  for (const seq of [1, 2, 3]) {
    await journal.append(purgeOf())
    await arrival(seq)
  }
  expect(seen).toEqual([1, 2, 3])
})

test('fifty purges at once all arrive, in order, each once', async () => {
  const { follower, journal, arrival, seen } = await follow()
  await follower.start()
  await Promise.all(Array.from({ length: 50 }, () => journal.append(purgeOf())))
  await arrival(50)
  expect(seen).toEqual(Array.from({ length: 50 }, (_, n) => n + 1))
})

test('a listener that was cut off comes back by itself and catches up on what it missed', async () => {
  const { follower, journal, arrival, listeners, sql, seen } = await follow()
  await follower.start()
  await journal.append(purgeOf())
  await arrival(1)
  const before = await listeners()
  expect(before).toHaveLength(1)
  await sql`select pg_terminate_backend(${before[0] ?? 0})`
  await journal.append(purgeOf())
  await arrival(2)
  await journal.append(purgeOf())
  await arrival(3)
  expect(seen).toEqual([1, 2, 3])
  expect(await listeners()).not.toEqual(before)
})

test('with every connection cut off the follower goes on within its poll', async () => {
  const { follower, arrival, url } = await follow({ pollMs: 50 })
  const untouched = openDb(url, { maxConnections: 1 })
  onTestFinished(() => untouched.close())
  await follower.start()
  await untouched.sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`
  await createPostgresJournal(untouched.db).append(purgeOf())
  await arrival(1)
})

test('a stopped follower leaves no listener behind and hears nothing more', async () => {
  const { follower, journal, seen, listeners } = await follow({ pollMs: 20 })
  await follower.start()
  await follower.stop()
  await journal.append(purgeOf())
  expect(await listeners()).toEqual([])
  expect(seen).toEqual([])
})
