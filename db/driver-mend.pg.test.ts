import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { openTestDb } from '@/db/testing'

/**
 * Twice a transaction loses its connection and does not notice: it goes on to ask. The process asks for something else
 * after it has, and then before.
 */
const PROGRAM = `
  const [url, mend] = process.argv.slice(1)
  if (mend !== '') (await import(mend)).mendLoadedDriver()
  const { default: postgres } = await import('postgres')
  let closed = Promise.withResolvers()
  const sql = postgres(url, { max: 1, backoff: () => 0, connect_timeout: 60, onclose: () => closed.resolve() })
  for (const isHasty of [false, true]) {
    closed = Promise.withResolvers()
    const transaction = sql.begin(async (tx) => {
      await tx\`select pg_terminate_backend(pg_backend_pid())\`.catch(() => undefined)
      await closed.promise
      await tx\`select 1\`
    })
    await transaction.catch(({ code }) => console.log(code))
    if (!isHasty) await new Promise(setImmediate)
    console.log((await sql\`select 'back' as word\`)[0].word)
  }
  await sql.end()`

async function run(mend: string) {
  const pool = await openTestDb()
  try {
    const args = ['--input-type=module', '--eval', PROGRAM, pool.url, mend]
    return (await promisify(execFile)(process.execPath, args, { cwd: join(import.meta.dirname, '..') })).stdout
  } finally {
    await pool.close()
  }
}

test('a transaction whose connection is lost rejects, and the next query finds a new connection at once', async () => {
  expect(await run(join(import.meta.dirname, 'driver-mend.ts'))).toBe(
    'CONNECTION_CLOSED\nback\nCONNECTION_CLOSED\nback\n',
  )
})

test('the driver still needs it: without, the process fails', async () => {
  await expect(run('')).rejects.toThrow('Command failed')
})
