import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { openTestDb } from '@/db/testing'
import { lockDataDir } from '@/lib/launcher/data-dir'
import { inheritedEnv } from '@/lib/server/env'
import { bundle, ENTRIES } from '../../scripts/bundle.ts'

// PostgreSQL is started and stopped by each command.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

const run = promisify(execFile)
let source: Awaited<ReturnType<typeof openTestDb>>
let folder: string
let backup: string

beforeAll(async () => {
  await bundle(ENTRIES.filter(({ name }) => name === 'cli'))
  source = await openTestDb()
  await source.sql`insert into projects (id, name) values ('prj_1', 'shop')`
  await source.sql`insert into operators (id, email, password_hash, role) values ('opr_1', 'ana@example.com', 'x', 'owner')`
  await source.sql`insert into variables (project_id, environment, name, key_id, nonce, sealed, fingerprint, size_bytes, set_by)
    values ('prj_1', 'production', 'A', 'abcd1234', '', '', 'x', 1, 'ana')`
  folder = await mkdtemp(join(tmpdir(), 'freshet backup '))
  await chmod(folder, 0o755)
  backup = join(folder, 'shop.backup')
})

afterAll(async () => {
  await source.close()
  await rm(folder, { recursive: true, force: true })
})

/** The real program, without a terminal. */
async function freshet(args: readonly string[], env: Readonly<Record<string, string>>) {
  const program = join(import.meta.dirname, '../../dist/cli.mjs')
  const { PATH } = inheritedEnv()
  const running = run(process.execPath, [program, ...args], { env: { PATH, NODE_ENV: 'test', ...env }, cwd: folder })
  const outcome = await running.catch((error: unknown) =>
    z.object({ code: z.number(), stdout: z.string(), stderr: z.string() }).parse(error),
  )
  return { code: 'code' in outcome ? outcome.code : 0, stdout: outcome.stdout, stderr: outcome.stderr }
}

const elsewhere = () => ({ DATABASE_URL: source.url, FRESHET_DATA_DIR: join(folder, 'elsewhere') })
const embedded = () => ({ FRESHET_DATA_DIR: join(folder, 'kept') })

test('a server of one’s own is backed up, checked, and restored into the embedded one of an empty folder', async () => {
  const made = await freshet(['backup', backup], elsewhere())
  expect(made).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/shop\.backup: [\d.]+ KB, as of 20.+Z, journal 0\.\n$/),
  })
  expect(made.stderr).toContain('sealed with the key abcd1234, not in the file')
  expect(await freshet(['backup', backup], elsewhere())).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('--overwrite'),
  })

  const checked = await freshet(['restore', backup, '--check', '--json'], elsewhere())
  expect(JSON.parse(checked.stdout)).toMatchObject({ madeBy: '0.1.0', seq: 0, file: backup })

  const restored = await freshet(['restore', backup], embedded())
  expect(restored).toMatchObject({ code: 0, stdout: expect.stringContaining('Restored 1 project, 0 deployments') })
  expect(restored.stderr).toContain('which is not here: put its secret-key in the data folder')
  expect(restored.stderr).toContain('purge --whole-project --all --project')
  expect(restored.stderr).toContain('1 operator, 0 API tokens and 0 bypass tokens hold as they did then')

  const again = await freshet(['restore', backup], embedded())
  expect(again).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('This installation holds shop and 1 operators. --replace'),
  })

  const second = await freshet(['backup', 'second.backup', '--json'], embedded())
  expect(JSON.parse(second.stdout)).toMatchObject({ keyIds: ['abcd1234'] })
  const replaced = await freshet(['restore', 'second.backup', '--replace', '--json'], embedded())
  expect(JSON.parse(replaced.stdout)).toMatchObject({ projects: 1, operators: 1, replaced: true })
})

test('into a folder from which Freshet runs nothing is restored, and one sentence after the other says so', async () => {
  const running = await mkdtemp(join(folder, 'running-'))
  const lock = lockDataDir(running)
  const refused = await freshet(['restore', backup, '--replace'], { FRESHET_DATA_DIR: running, DATABASE_URL: '' })
  lock.release()
  expect(refused).toMatchObject({ code: 1, stdout: '' })
  expect(refused.stderr).toMatch(/: Freshet already runs from .+ to another folder\. Nothing was changed\.\n$/)
})

test('where there is no Freshet, and with a file that is none, it is said what to do', async () => {
  const nowhere = await freshet(['backup'], { FRESHET_DATA_DIR: join(folder, 'nowhere') })
  expect(nowhere).toMatchObject({ code: 1, stderr: expect.stringContaining('Run this where Freshet runs') })
  const text = join(folder, 'text')
  await writeFile(text, 'hello')
  const refused = await freshet(['restore', text, '--json'], elsewhere())
  expect(refused.code).toBe(1)
  expect(JSON.parse(refused.stdout).error).toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('is no whole backup'),
  })
  expect(await readFile(text, 'utf8')).toBe('hello')
  const away = await freshet(['backup', join(folder, 'away')], { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })
  expect(away).toMatchObject({ code: 3, stderr: expect.stringContaining('does not answer') })
})
