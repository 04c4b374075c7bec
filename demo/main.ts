import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import postgres from 'postgres'
import { z } from 'zod'
import { migrate } from '../db/migrate.ts'
import { fleetSecret, makeDataDir } from '../lib/launcher/data-dir.ts'
import { launch } from '../lib/launcher/launch.ts'
import { stopSignal } from '../lib/launcher/stop-signal.ts'
import { inheritedEnv, readLauncherEnv } from '../lib/server/env.ts'
import { buildIfNeeded } from '../scripts/build.ts'
import { bundle } from '../scripts/bundle.ts'
import { ROOT, runTool, step } from '../scripts/steps.ts'
import { sendTraffic } from './live-traffic.ts'
import { SIGN_IN_FILE } from './sign-in-file.ts'

/** Ports of the demo, beside those of `npm start`: variables of the shell win. */
const PORTS = { PORT: '3100', PREVIEW_PORT: '3101', EDGE_PORT: '8180' } as const
const EDGES = 2

const USAGE = `npm run demo -- [--data-dir <folder>] [--seed <text>] [--quiet]

  --data-dir  where the demo keeps everything, .freshet/demo if left out; remove it to start afresh
  --seed      another month; the same seed makes the same figures, counted back from now
  --quiet     no traffic while it runs

Ports are PORT, PREVIEW_PORT and EDGE_PORT of the environment, else ${Object.values(PORTS).join(', ')} and one above.
`

/**
 * Starts Freshet in a folder of its own, with a month of made-up traffic in it. The operator's own data folder and database are
 * not touched: no setting of theirs but ports is looked at.
 */
export async function main(args: readonly string[]): Promise<number> {
  const options = read(args)
  if (options === undefined) {
    process.stderr.write(USAGE)
    return 2
  }
  const stopping = stopSignal()
  try {
    await run(options, stopping)
    return 0
  } catch (error) {
    if (stopping.aborted) return 0
    process.stderr.write(`freshet: ${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
}

type Options = { readonly dataDir: string; readonly seed: string; readonly isQuiet: boolean }

function read(args: readonly string[]): Options | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        'data-dir': { type: 'string', default: '.freshet/demo' },
        seed: { type: 'string', default: '1' },
        quiet: { type: 'boolean', default: false },
      },
    })
    return { dataDir: resolve(ROOT, values['data-dir']), seed: values.seed, isQuiet: values.quiet }
  } catch {
    return undefined
  }
}

async function run({ dataDir: wanted, seed, isQuiet }: Options, signal: AbortSignal): Promise<void> {
  const dataDir = makeDataDir(wanted)
  const inherited = inheritedEnv()
  const chosen = Object.fromEntries(
    Object.entries(PORTS).map(([name, port]) => [name, inherited[name] === undefined ? port : inherited[name]]),
  )
  const own = {
    ...chosen,
    FRESHET_DATA_DIR: dataDir,
    DATABASE_URL: '',
    REGION: 'eu',
    LOG_LEVEL: inherited.LOG_LEVEL || 'error',
  }
  const env = readLauncherEnv(own)
  await launch({
    env,
    edgeCount: EDGES,
    dataDir,
    signal,
    inherited: { ...inherited, ...own },
    programsDir: join(ROOT, 'dist'),
    build: () => buildIfNeeded(signal),
    async migrate(url, waiting) {
      await migrate(url, waiting)
      if (await isEmpty(url)) await fill(url, { own, seed, dataDir, signal })
    },
    log: (line) => process.stdout.write(`freshet: ${line}\n`),
    accompany() {
      process.stdout.write(signInOf(dataDir, env.PORT))
      return isQuiet ? () => {} : sendTraffic({ port: env.EDGE_PORT, edges: EDGES })
    },
  })
}

type Filling = {
  readonly own: Readonly<Record<string, string | undefined>>
  readonly seed: string
  readonly dataDir: string
  readonly signal: AbortSignal
}

/** The month is made with operations and an edge, which are bundled like every program. One that broke off leaves no half of it. */
async function fill(url: string, { own, seed, dataDir, signal }: Filling): Promise<void> {
  await bundle([{ name: 'demo-seed', source: join(ROOT, 'demo/seed.ts') }])
  await step('A month of made-up traffic', () =>
    runTool('node', ['--enable-source-maps', join(ROOT, 'dist/demo-seed.mjs'), '--seed', seed], {
      env: { ...own, NODE_ENV: 'test', DATABASE_URL: url, FLEET_SECRET: fleetSecret(dataDir) },
      signal,
    }).catch(async (error: unknown) => {
      await forget(url)
      throw error
    }),
  )
}

async function isEmpty(url: string): Promise<boolean> {
  return withSql(url, async (sql) => {
    const [found] = await sql<{ n: number }[]>`select count(*)::int as n from projects`
    return found?.n === 0
  })
}

async function forget(url: string): Promise<void> {
  await withSql(url, (sql) =>
    sql.unsafe(
      'drop schema if exists demo_clock cascade; drop schema public cascade; drop schema if exists drizzle cascade; create schema public',
    ),
  )
}

async function withSql<Result>(url: string, work: (sql: postgres.Sql) => Promise<Result>): Promise<Result> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    return await work(sql)
  } finally {
    await sql.end({ timeout: 5 })
  }
}

function signInOf(dataDir: string, port: number): string {
  const file = join(dataDir, SIGN_IN_FILE)
  if (!existsSync(file)) return ''
  const { email, password } = z
    .object({ email: z.string(), password: z.string() })
    .parse(JSON.parse(readFileSync(file, 'utf8')))
  const lines = [
    'This is the demo: sites, people and figures are made up.',
    `Sign in     http://localhost:${port}/sign-in`,
    `            ${email}   ${password}`,
    `To start afresh, stop it and remove ${dataDir}`,
  ]
  return `\n${lines.map((line) => `  ${line}\n`).join('')}\n`
}
