import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { openTestDb } from '@/db/testing'
import { bundleCli, commandIn, runCli } from '@/lib/cli/testing'
import { deploy, testContext } from '@/lib/ops/testing'
import { serveApi } from '@/lib/server/testing'

// Members, the audit and why, in a terminal; bypass tokens are in cli.pg.test.ts, the live tail in logs.pg.test.ts.

const pool = await openTestDb()
const api = await serveApi(pool)
const folder = await mkdtemp(join(tmpdir(), 'freshet access '))

beforeAll(async () => {
  await bundleCli()
  await writeFile(join(folder, 'connection.json'), JSON.stringify({ databaseUrl: pool.url, dashboardUrl: api.url }))
  await deploy(testContext(pool.db, { kind: 'machine' }), { promote: true })
})

afterAll(async () => {
  await api.close()
  await pool.close()
  await rm(folder, { recursive: true })
})

const freshet = (...args: readonly string[]) => runCli(args, { env: { FRESHET_DATA_DIR: folder } })

test('somebody is invited, listed, given another role and removed; what is unknown says how to see who there is', async () => {
  const invited = await freshet('members', 'invite', 'ada@example.com', '--role', 'viewer', '--project', 'shop')
  expect(invited.code).toBe(0)
  expect(invited.stdout).toMatch(new RegExp(`^${api.url}/invitation\\?secret=[\\w-]{43}\\n$`))
  const secret = new URL(invited.stdout.trim()).searchParams.get('secret') ?? ''
  const listed = await freshet('members')
  expect(listed.stdout).toMatch(/ada@example\.com +viewer +shop +until /)
  expect(listed.stdout).not.toContain(secret)

  const joined = await fetch(`${api.url}/api/v1/access/invitation`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
    body: JSON.stringify({ secret, password: 'correct horse battery' }),
  })
  expect(joined.status).toBe(200)
  expect((await freshet('members', 'sessions', 'ada@example.com')).stdout).toContain('SIGNED IN')
  expect((await freshet('members', 'sessions', 'ada@example.com', '--end')).stdout).toContain(
    'Signed ada@example.com out of 1 browser',
  )
  expect((await freshet('members', 'role', 'ADA@example.com', '--role', 'operator')).stdout).toBe(
    'ada@example.com is operator now, and was signed out.\n',
  )
  expect((await freshet('members', 'remove', 'ada@example.com')).code).toBe(0)

  const unknown = await freshet('members', 'remove', 'ada@example.com')
  expect(unknown.code).toBe(1)
  expect(unknown.stderr).toContain('There is no member “ada@example.com”')
  expect((await freshet('members', 'invite', 'ada@example.com')).code).toBe(2)
})

test('the audit is searched and leads to its next page by a command that works, is exported and verified', async () => {
  for (const name of ['one', 'two', 'three']) await freshet('token', 'create', '--name', name, '--scope', 'read')
  const page = await freshet('audit', '--action', 'tokens.create', '--search', 'e', '--limit', '1')
  expect(page).toMatchObject({ code: 0, stderr: '' })
  const next = await freshet(...commandIn(page.stdout.slice(page.stdout.indexOf('More:'))))
  expect(next.code).toBe(0)
  expect(next.stdout).toContain('tokens.create')
  expect(next.stdout.split('\n')[1]).not.toBe(page.stdout.split('\n')[1])

  const rows = (await freshet('audit', '--export', 'ndjson', '--action', 'tokens')).stdout.trim().split('\n')
  expect(rows.map((row) => z.object({ action: z.string() }).parse(JSON.parse(row)).action)).toContain('tokens.create')
  const verified = await freshet('audit', '--verify')
  expect(verified).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^Chain verified up to row \d+: [0-9a-f]{64}\n$/),
  })
  // As whoever owns the database may.
  await pool.sql`alter table audit disable trigger user`
  await pool.sql`update audit set actor = 'eve' where id = 1`
  const broken = await freshet('audit', '--verify')
  expect(broken).toMatchObject({ code: 1, stdout: expect.stringContaining('Row 1 was changed after it was written.') })
})

test('why refuses what is no address, a host that is nobody’s and a fleet that does not run, each with a way on that works', async () => {
  expect((await freshet('why', 'ftp://nowhere')).code).not.toBe(0)
  const nobody = await freshet('why', 'http://nobody.example.com/')
  expect(nobody.code).toBe(1)
  expect(nobody.stderr).toContain('nobody.example.com')
  const hosts = commandIn(nobody.stderr).map((word) => (word === '<project>' ? 'shop' : word))
  expect((await freshet(...hosts)).stdout).toContain('shop.localhost')
  const idle = await freshet('why', 'http://shop.localhost/')
  expect(idle.code).not.toBe(0)
  expect(idle.stderr).toContain('No edge is running')
  expect((await freshet(...commandIn(idle.stderr))).code).toBe(0)
})
