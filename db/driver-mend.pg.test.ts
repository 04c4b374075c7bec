import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
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

const MEND = join(import.meta.dirname, 'driver-mend.ts')

async function run(mend: string) {
  const pool = await openTestDb()
  try {
    return await runProgram(PROGRAM, pool.url, mend)
  } finally {
    await pool.close()
  }
}

async function runProgram(program: string, url: string, mend: string): Promise<string> {
  const args = ['--input-type=module', '--eval', program, url, mend]
  return (await promisify(execFile)(process.execPath, args, { cwd: join(import.meta.dirname, '..') })).stdout
}

test('a transaction whose connection is lost rejects, and the next query finds a new connection at once', async () => {
  expect(await run(MEND)).toBe('CONNECTION_CLOSED\nback\nCONNECTION_CLOSED\nback\n')
})

test('the driver still needs it: without, the process fails', async () => {
  await expect(run('')).rejects.toThrow('Command failed')
})

/** Asks until it is answered, and tells how often that failed. */
const ASKING = `
  const [url, mend] = process.argv.slice(1)
  if (mend !== '') (await import(mend)).mendLoadedDriver()
  const { default: postgres } = await import('postgres')
  const sql = postgres(url, { max: 1, backoff: () => 0 })
  for (;;) {
    const rows = await sql\`select array['a', 'b'] as words\`.catch(() => undefined)
    if (rows) { console.log(rows[0].words.join()); break }
  }
  await sql.end()`

/** Resets the first connection as soon as it asks for the array types. */
async function openResettingLink(databaseUrl: string) {
  const { hostname, port } = new URL(databaseUrl)
  let isFirst = true
  const server = createServer((near) => {
    const far = connect(Number(port), hostname)
    far.on('data', (bytes) => near.write(bytes)).on('error', () => near.destroy())
    near.on('close', () => far.destroy()).on('error', () => far.destroy())
    near.on('data', (bytes) => {
      if (isFirst && bytes.includes('typarray')) {
        isFirst = false
        near.resetAndDestroy()
      } else far.write(bytes)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = new URL(databaseUrl)
  const address = server.address()
  url.port = String(typeof address === 'object' ? address?.port : '')
  return { url: url.href, hasReset: () => !isFirst, close: () => server.close() }
}

async function askThroughReset(mend: string): Promise<string> {
  const pool = await openTestDb()
  const link = await openResettingLink(pool.url)
  try {
    const told = await runProgram(ASKING, link.url, mend)
    expect(link.hasReset()).toBe(true)
    return told
  } finally {
    link.close()
    await pool.close()
  }
}

test('a connection that is lost while it asks for the array types ends alone', async () => {
  expect(await askThroughReset(MEND)).toBe('a,b\n')
})

test('without the mend it ends the process', async () => {
  await expect(askThroughReset('')).rejects.toThrow('ECONNRESET')
})

/** Takes the rows of a COPY slowly, several times, and asks for something else on the same connection. */
const SLOW_COPIES = `
  const [url, mend] = process.argv.slice(1)
  if (mend !== '') (await import(mend)).mendLoadedDriver()
  const { default: postgres } = await import('postgres')
  const sql = postgres(url, { max: 1 })
  for (const count of [1, 3, 40]) {
    let bytes = 0
    const rows = await sql.unsafe('copy (select repeat(chr(120), 99999) from generate_series(1, ' + count + ')) to stdout').readable()
    for await (const row of rows) {
      bytes += row.length
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    const done = sql\`select 1\`.then(() => 'on')
    console.log(bytes, await Promise.race([done, new Promise((resolve) => setTimeout(() => resolve('stuck'), 10_000))]))
  }
  await sql.end({ timeout: 0 })
  process.exit()`

test('a connection goes on after a COPY whose rows were taken slowly', async () => {
  const pool = await openTestDb()
  onTestFinished(() => pool.close())
  expect(await runProgram(SLOW_COPIES, pool.url, MEND)).toBe('100000 on\n300000 on\n4000000 on\n')
})
