import { expect, inject, test } from 'vitest'
import { waitForServer } from '@/lib/launcher/database'
import { freePort } from '@/lib/launcher/ports'

const signal = new AbortController().signal

function wait(url: string, waitMs = 0) {
  const lines: string[] = []
  const done = waitForServer({ url, waitMs, signal, log: (line) => lines.push(line) })
  return { done, lines }
}

test('a database that answers is not waited for', async () => {
  const { done, lines } = wait(inject('databaseAdminUrl'))
  await done
  expect(lines).toEqual([])
})

test('a database that is away is waited for with a line, then named without its password', async () => {
  const port = await freePort()
  const { done, lines } = wait(`postgres://someone:secret@127.0.0.1:${port}/none`)
  await expect(done).rejects.toThrow(`The database at 127.0.0.1:${port}/none did not answer`)
  expect(lines.join()).toContain('waiting')
  expect(lines.join()).not.toContain('secret')
})

test('a database that refuses is reported at once: waiting would not help', async () => {
  const url = new URL(inject('databaseAdminUrl'))
  url.pathname = '/no_such_database'
  const { done, lines } = wait(url.href, 30_000)
  await expect(done).rejects.toThrow('refuses: database "no_such_database" does not exist')
  expect(lines).toEqual([])
})
