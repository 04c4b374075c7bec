import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import postgres, { type Sql } from 'postgres'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import type { DbPool } from '@/db/client'
import { checkAudit } from '@/db/queries/audit'
import { NOT_COPIED } from '@/db/queries/backup/backup'
import { openEmptyDb, openMigratedDb } from '@/db/testing'
import { backUp } from '@/lib/backup/back-up'
import { restore } from '@/lib/backup/restore'
import { bundleEdge, deployFiles, type EdgeProcess, functionFiles, makeEdgeFolder, startEdge } from '@/lib/edge/testing'
import { createPurge } from '@/lib/ops/purges/create-purge'
import { testContext } from '@/lib/ops/testing'
import { listVersions } from '@/lib/ops/versions/list-versions'
import { pinPath } from '@/lib/ops/versions/pin-path'

// Databases are made from nothing here, one migration after the other.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 })

const migrationsFolder = join(import.meta.dirname, '../../db/migrations')
const PAGES = ['plain', 'purged', 'pinned', 'large'] as const
/** Says which process made it and the how manieth of that; large enough for several pieces of the archive. */
const SOURCE = `
const { randomBytes } = require('node:crypto')
let n = 0
module.exports = (request, response) => {
  const name = request.url.slice(1)
  const rest = name === 'large' ? randomBytes(6_000_000).toString('base64') : ''
  response.setHeader('vercel-cache-tag', name).end(name + ' ' + process.pid + ' ' + ++n + rest)
}`

type Database = DbPool & { readonly url: string }
let source: Database
let folder: Awaited<ReturnType<typeof makeEdgeFolder>>
let outside: string
let edge: EdgeProcess

beforeAll(async () => {
  await bundleEdge()
  source = await openMigratedDb()
  folder = await makeEdgeFolder()
  outside = await mkdtemp(join(tmpdir(), 'freshet-backup-'))
  const files = PAGES.map((name) => functionFiles(name, SOURCE, { prerender: { expiration: false } }))
  await deployFiles(source, { folder: folder.path, project: 'shop', files: Object.assign({}, ...files) })
  edge = await startEdge(source.url, folder.path)
  await fill()
})

afterAll(async () => {
  await edge?.stop()
  await source?.close()
  await folder?.remove()
  await rm(outside, { recursive: true, force: true })
})

/** Every page is stored; one was purged and made anew, one is pinned to what it was before. */
async function fill(): Promise<void> {
  const ctx = testContext(source.db)
  const scope = { kind: 'domain', domain: 'shop.localhost' } as const
  for (const page of PAGES) await edge.request(`/${page}`)
  for (const page of ['purged', 'pinned']) {
    const before = (await edge.request(`/${page}`)).body
    await createPurge(ctx, {
      project: 'shop',
      scope,
      selectors: [{ kind: 'path', path: `/${page}` }],
      mode: 'invalidate',
    })
    await vi.waitFor(async () => {
      const { body, cache } = await edge.request(`/${page}`)
      expect([cache, body === before]).toEqual(['HIT', false])
    }, 30_000)
  }
  const seen = (await edge.request('/pinned')).body
  await pinPath(ctx, { project: 'shop', domain: 'shop.localhost', path: '/pinned', query: '' })
  await vi.waitFor(async () => {
    const { body, cache } = await edge.request('/pinned')
    expect([cache, body === seen]).toEqual(['HIT', false])
  }, 30_000)
  await source.sql`insert into operators (id, email, password_hash, role) values ('opr_1', 'ana@example.com', 'x', 'owner')`
  await source.sql`insert into sessions (id, operator_id, expires_at) values ('s', 'opr_1', now() + interval '1 day')`
}

const installationOf = (database: Database) => ({ dataDir: join(outside, 'kept'), databaseUrl: database.url })

async function back(name: string, database = source) {
  const file = join(outside, name)
  const wish = { installation: installationOf(database), mayOverwrite: true, version: '0.1.0', onProgress: () => {} }
  return backUp({ ...wish, file, migrationsFolder })
}

function put(database: Database, file: string, options: Partial<Parameters<typeof restore>[0]> = {}) {
  const wish = { installation: installationOf(database), mayReplace: false, secretKey: undefined, version: '0.1.0' }
  return restore({ ...wish, file, migrationsFolder, onProgress: () => {}, ...options })
}

async function empty(): Promise<Database> {
  const database = await openEmptyDb()
  onTestFinished(() => database.close())
  return database
}

/** As somebody who is no program of Freshet, before it is restored. */
async function ask<Result>({ url }: Database, act: (sql: Sql) => Promise<Result>): Promise<Result> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    return await act(sql)
  } finally {
    await sql.end()
  }
}

/** Of each table its rows, as one hash. */
async function rowsOf({ sql }: { readonly sql: Sql }): Promise<ReadonlyMap<string, string>> {
  const tables = await sql<{ name: string }[]>`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by 1`
  const hashes = new Map<string, string>()
  for (const { name } of tables) {
    const [row] = await sql.unsafe(
      `select count(*) || ' ' || md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as h from "${name}" t`,
    )
    hashes.set(name, String(row?.h))
  }
  return hashes
}

async function answers(of: EdgeProcess) {
  const all = await Promise.all(PAGES.map((page) => of.request(`/${page}`)))
  return all.map(({ status, cache, body }) => ({ status, cache, body }))
}

test('a copy made while visitors come serves the same bytes as HIT, holds pins and journal, and renders nothing', async () => {
  const shown = await answers(edge)
  expect(new Set(shown.map(({ cache }) => cache))).toEqual(new Set(['HIT']))
  const { file, seq, sizeBytes } = await back('live.backup')
  expect([seq > 0, (await stat(file)).size, (await stat(file)).mode & 0o777]).toEqual([true, sizeBytes, 0o600])

  const copy = await empty()
  expect(await put(copy, file)).toMatchObject({
    seq,
    projects: 1,
    entries: PAGES.length,
    replaced: false,
    missingKeyIds: [],
  })
  const generations = await copy.sql`select count(*) from generations`
  const second = await startEdge(copy.url, folder.path)
  onTestFinished(() => second.stop())
  expect(await answers(second)).toEqual(shown)
  expect(await answers(second)).toEqual(shown)

  expect(await copy.sql`select count(*) from generations`).toEqual(generations)
  expect(await copy.sql`select from leases`).toEqual([])
  expect(
    await copy.sql`select coalesce(sum(invocations), 0)::int as n from minute_invocations where minute > now()`,
  ).toEqual([{ n: 0 }])
  const journalOf = ({ sql }: Database) =>
    sql`select seq, kind, selectors, actor from journal where seq <= ${seq} order by seq`
  expect(await journalOf(copy)).toEqual(await journalOf(source))
  const timelineOf = ({ db }: Database) =>
    listVersions(testContext(db), { project: 'shop', domain: 'shop.localhost', path: '/pinned', query: '', limit: 10 })
  expect(await timelineOf(copy)).toEqual(await timelineOf(source))
})

test('a purge of the copy empties what it names there, and nothing else', async () => {
  const { file } = await back('purged.backup')
  const copy = await empty()
  await put(copy, file)
  const second = await startEdge(copy.url, folder.path)
  onTestFinished(() => second.stop())
  const before = await answers(second)
  const { seq } = await createPurge(testContext(copy.db), {
    project: 'shop',
    scope: { kind: 'domain', domain: 'shop.localhost' },
    mode: 'delete',
    selectors: [{ kind: 'tag', tag: 'plain' }],
  })
  await vi.waitFor(async () => expect((await second.request('/plain')).body).not.toBe(before[0]?.body), 10_000)
  expect((await answers(second)).slice(1)).toEqual(before.slice(1))
  expect(await source.sql`select from journal where seq >= ${seq}`).toEqual([])
})

test('every row is in the copy, but for who is signed in and what edges said to each other', async () => {
  const resting = await openMigratedDb()
  onTestFinished(() => resting.close())
  await put(resting, (await back('first.backup')).file, { mayReplace: true })
  const { file } = await back('resting.backup', resting)
  const copy = await empty()
  await put(copy, file)
  const [from, to] = [await rowsOf(resting), await rowsOf(copy)]
  expect([...to.keys()].filter((name) => !/_\d{8}$/.test(name))).toEqual(
    [...from.keys()].filter((name) => !/_\d{8}$/.test(name)),
  )
  const differing = [...from].filter(([name, hash]) => to.get(name) !== hash).map(([name]) => name)
  // Its own epoch; the audit of both, and what was lost between them.
  expect(differing).toEqual(['audit', 'journal_head', 'meter_losses'])
  for (const name of NOT_COPIED) expect(to.get(name)).toMatch(/^0 /)
  expect(await copy.sql`select count(*)::int as n from sessions`).toEqual([{ n: 0 }])
  expect(await checkAudit(copy.db)).toMatchObject({ fault: null })
  expect(await copy.sql`select action from audit order by id desc limit 1`).toEqual([{ action: 'backups.restore' }])
  expect(await ask(resting, (sql) => sql`select action from audit order by id desc limit 1`)).toEqual([
    { action: 'backups.create' },
  ])
  const epochOf = ({ sql }: Database) => sql`select epoch from journal_head`
  expect(await epochOf(copy)).not.toEqual(await epochOf(resting))
})

test('triggers and counters go on where they were', async () => {
  const copy = await empty()
  await put(copy, (await back('triggers.backup')).file)
  const countOf = async () => (await copy.sql`select coalesce(max(id), 0)::int as n from tag_changes`)[0]?.n
  const before = await countOf()
  await copy.sql`delete from entries where path = '/plain'`
  expect(await countOf()).toBeGreaterThan(before)
  await expect(copy.sql`delete from audit`).rejects.toThrow()
})

test('an installation that holds something is left alone until somebody says that it may go', async () => {
  const { file } = await back('replace.backup')
  const target = await openMigratedDb()
  onTestFinished(() => target.close())
  await ask(target, (sql) => sql`insert into projects (id, name) values ('prj_1', 'almanac')`)
  const before = await ask(target, (sql) => rowsOf({ sql }))
  await expect(put(target, file)).rejects.toThrow('holds almanac and 0 operators. --replace removes')
  expect(await ask(target, (sql) => rowsOf({ sql }))).toEqual(before)
  expect(await put(target, file, { mayReplace: true })).toMatchObject({ replaced: true })
  expect(await target.sql`select name from projects`).toEqual([{ name: 'shop' }])
})

test('tables of somebody else are never dropped', async () => {
  const target = await empty()
  await ask(target, (sql) => sql`create table theirs (id int)`)
  await expect(put(target, (await back('theirs.backup')).file, { mayReplace: true })).rejects.toThrow('not of Freshet')
})

test('nothing is restored under an edge that runs', async () => {
  const { file } = await back('running.backup')
  await expect(put(source, file, { mayReplace: true })).rejects.toThrow('Freshet runs on this database')
})

test('a damaged, cut off or foreign file is refused and changes nothing', async () => {
  const { file } = await back('whole.backup')
  const target = await empty()
  const packed = await readFile(file)
  const unpacked = gunzipSync(packed)
  const changed = Buffer.from(unpacked)
  const at = changed.indexOf('shop.localhost', changed.indexOf('tables/domains'))
  changed.write('evil', at)
  const files = {
    changed: gzipSync(changed, { level: 1 }),
    cutOff: packed.subarray(0, packed.byteLength - 100),
    withoutEnd: gzipSync(unpacked.subarray(0, unpacked.lastIndexOf('checksums.json')), { level: 1 }),
    foreign: gzipSync('hello'),
    text: Buffer.from('hello'),
  }
  for (const [name, bytes] of Object.entries(files)) {
    const damaged = join(outside, `${name}.backup`)
    await writeFile(damaged, bytes)
    await expect(put(target, damaged), name).rejects.toThrow(/is no whole backup: .+ Nothing was changed\.$/)
  }
  await expect(put(target, join(outside, 'none'))).rejects.toThrow('There is no file')
  expect(await rowsOf(target)).toEqual(new Map())
})

test('a file that is damaged between the check and the end of the work leaves the database as it was', async () => {
  const { file } = await back('late.backup')
  const target = await empty()
  const bytes = await readFile(file)
  let isDamaged = false
  const onProgress = (step: string) => {
    if (step !== 'restoring' || isDamaged) return
    isDamaged = true
    throw new Error('the disk went away')
  }
  await expect(put(target, file, { onProgress })).rejects.toThrow('the disk went away')
  expect([isDamaged, bytes.equals(await readFile(file))]).toEqual([true, true])
  expect(await rowsOf(target)).toEqual(new Map())
})

test('a backup of an older Freshet is brought to the newest schema; one of a newer is refused with what to do', async () => {
  const { file } = await back('versions.backup')
  const older = await withMigrations('older', (entries) => entries.slice(0, -3))
  const target = await empty()
  await expect(put(target, file, { migrationsFolder: older })).rejects.toThrow('Upgrade this Freshet')
  const newer = await withMigrations('newer', (entries) => [
    ...entries,
    { idx: entries.length, version: '7', when: 9_999_999_999_999, tag: '9999_next', breakpoints: true },
  ])
  await writeFile(join(newer, '9999_next.sql'), 'alter table projects add column motto text')
  await put(target, file, { migrationsFolder: newer })
  expect(await target.sql`select name, motto from projects`).toEqual([{ name: 'shop', motto: null }])
})

type JournalEntry = {
  readonly idx: number
  readonly version: string
  readonly when: number
  readonly tag: string
  readonly breakpoints: boolean
}

async function withMigrations(name: string, edit: (entries: readonly JournalEntry[]) => readonly JournalEntry[]) {
  const copy = join(outside, name)
  await cp(migrationsFolder, copy, { recursive: true })
  const journal = join(copy, 'meta/_journal.json')
  const { entries, ...rest } = JSON.parse(await readFile(journal, 'utf8'))
  await writeFile(journal, JSON.stringify({ ...rest, entries: edit(entries) }))
  return copy
}

test('a database that no Freshet has started on is told from one that holds nothing', async () => {
  await expect(back('nothing.backup', await empty())).rejects.toThrow('holds no Freshet yet')
})

test('a backup is not written over another one unasked, and one that fails leaves nothing behind', async () => {
  const { file } = await back('kept.backup')
  const wish = { installation: installationOf(source), mayOverwrite: false, version: '0.1.0', migrationsFolder }
  await expect(backUp({ ...wish, file, onProgress: () => {} })).rejects.toThrow('--overwrite')
  const failing = join(outside, 'failing.backup')
  const onProgress = () => {
    throw new Error('the disk is full')
  }
  await expect(backUp({ ...wish, file: failing, onProgress })).rejects.toThrow('the disk is full')
  await expect(stat(failing)).rejects.toThrow('ENOENT')
  await expect(stat(`${failing}.part`)).rejects.toThrow('ENOENT')
})
