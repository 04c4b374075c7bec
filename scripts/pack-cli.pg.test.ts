import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { openTestDb } from '@/db/testing'
import { bundleEdge, deployFiles, type EdgeProcess, functionFiles, makeEdgeFolder, startEdge } from '@/lib/edge/testing'
import { testContext } from '@/lib/ops/testing'
import { createToken } from '@/lib/ops/tokens/create-token'
import { inheritedEnv } from '@/lib/server/env'
import { serveApi } from '@/lib/server/testing'
import packageJson from '../package.json' with { type: 'json' }
import { packCli } from './pack-cli.ts'

// npm is started twice.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 })

const run = promisify(execFile)
const SOURCE = `let n = 0
module.exports = (_request, response) => response.setHeader('vercel-cache-tag', 'news').end('render ' + ++n)`

let pool: Awaited<ReturnType<typeof openTestDb>>
let api: Awaited<ReturnType<typeof serveApi>>
let folder: Awaited<ReturnType<typeof makeEdgeFolder>>
let edge: EdgeProcess
/** As a job of CI has it: nothing but the package, and a home of its own. */
let job: string
let token: string

beforeAll(async () => {
  await bundleEdge()
  pool = await openTestDb()
  api = await serveApi(pool)
  folder = await makeEdgeFolder()
  edge = await startEdge(pool.url, folder.path)
  job = await mkdtemp(join(tmpdir(), 'freshet ci '))
  token = (await createToken(testContext(pool.db), { name: 'ci', scopes: ['deploy', 'purge'] })).token
  const tarball = await packCli(join(job, 'packed'))
  await run('npm', ['install', '--offline', '--no-audit', '--prefix', job, tarball], { env: bare(), cwd: job })
})

afterAll(async () => {
  await edge?.stop()
  await api?.close()
  await pool?.close()
  await folder?.remove()
  await rm(job, { recursive: true, force: true })
})

const bare = () => ({ PATH: inheritedEnv().PATH, HOME: job, NODE_ENV: 'production' as const })

async function freshet(...args: readonly string[]) {
  const program = join(job, 'node_modules/.bin/freshet')
  const env = { ...bare(), FRESHET_URL: api.url, FRESHET_TOKEN: token }
  const outcome = await run(program, [...args], { env, cwd: job }).catch((error: unknown) =>
    z.object({ code: z.number(), stdout: z.string(), stderr: z.string() }).parse(error),
  )
  return { code: 'code' in outcome ? outcome.code : 0, stdout: outcome.stdout, stderr: outcome.stderr }
}

test('the package is one program without dependencies, and its help is there', async () => {
  expect((await readdir(join(job, 'node_modules'))).filter((name) => !name.startsWith('.'))).toEqual(['freshet-cli'])
  const manifest = JSON.parse(await readFile(join(job, 'node_modules/freshet-cli/package.json'), 'utf8'))
  expect(manifest).toMatchObject({ version: packageJson.version, license: packageJson.license })
  expect(manifest.dependencies).toBeUndefined()
  const help = await freshet('--help')
  expect(help).toMatchObject({ code: 0, stderr: '' })
  expect(help.stdout).toContain('Deploy, watch, purge and roll back')
})

test('a job without a checkout deploys a site by its token, and purges it until every edge has obeyed', async () => {
  const site = folder.path
  await deployFiles(pool, {
    folder: site,
    project: 'shop',
    files: functionFiles('page', SOURCE, { prerender: { expiration: false } }),
  })
  const deployed = await freshet('deploy', join(site, 'shop-site'), '--project', 'shop', '--prod')
  expect(deployed).toMatchObject({ code: 0, stdout: expect.stringContaining('http://shop.localhost') })
  await vi.waitFor(async () => expect((await edge.request('/page')).cache).toBe('HIT'), 20_000)
  const purged = await freshet(
    'purge',
    '--project',
    'shop',
    '--domain',
    'shop.localhost',
    '--tag',
    'news',
    '--yes',
    '--wait',
  )
  expect(purged).toMatchObject({ code: 0 })
  expect((await edge.request('/page')).cache).toBe('STALE')
})

test('what works on the database alone says so, and a token that may not is refused', async () => {
  expect(await freshet('backup')).toMatchObject({ code: 1, stderr: expect.stringContaining('beside the database') })
  expect((await freshet('members', 'ls')).code).toBe(1)
})
