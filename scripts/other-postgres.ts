import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { startPostgres } from '../lib/launcher/postgres.ts'
import { otherDatabaseUrl } from '../lib/server/env.ts'
import { ROOT, runTool } from './steps.ts'
import { reportFile } from './vitest.ts'

const RUNNER = 'other-postgres'
/** Where Debian and its relatives, and PostgreSQL's own packages, keep their programs, by version. */
const PACKAGED = ['/usr/lib/postgresql', '/usr/pgsql', '/opt/homebrew/opt']

type Server = { readonly url: string; stop(): Promise<void> }

/**
 * Runs what every adapter of PostgreSQL promises on a server that is not the embedded one: that at DATABASE_TEST_URL, else
 * one of a PostgreSQL that this machine has. Where there is neither, says so and counts as skipped.
 */
export async function main(): Promise<number> {
  mkdirSync(join(ROOT, 'dist/reports'), { recursive: true })
  const server = await openOther()
  if (server === undefined) {
    process.stdout.write(
      'skipped: this machine has no PostgreSQL beside the embedded one, and DATABASE_TEST_URL is not set\n',
    )
    writeFileSync(reportFile(RUNNER), JSON.stringify({ numPassedTests: 0, numFailedTests: 0, numPendingTests: 1 }))
    return 0
  }
  try {
    process.stdout.write(`on PostgreSQL ${await versionOf(server.url)}\n`)
    await runTool(
      'vitest',
      [
        ...['run', '--project', 'integration', 'lib/adapters/postgres', 'db/', '--reporter=dot', '--reporter=json'],
        `--outputFile.json=${reportFile(RUNNER)}`,
      ],
      { env: { DATABASE_URL: server.url } },
    )
    return 0
  } finally {
    await server.stop()
  }
}

async function openOther(): Promise<Server | undefined> {
  const url = otherDatabaseUrl()
  if (url !== undefined) return { url, stop: async () => {} }
  const binaries = findBinaries()
  if (binaries === undefined) return undefined
  const dir = mkdtempSync(join(tmpdir(), 'freshet-other-'))
  const server = await startPostgres({ dir, port: 0, isDurable: false, binaries, log: () => {} })
  return {
    url: server.url,
    async stop() {
      await server.stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

/** The newest version of the supported ones, 15 and later. */
function findBinaries(): string | undefined {
  const found = PACKAGED.flatMap((place) =>
    existsSync(place) ? readdirSync(place).map((name) => ({ version: Number(name), folder: join(place, name) })) : [],
  )
  return found
    .filter(({ version, folder }) => version >= 15 && existsSync(join(folder, 'bin/initdb')))
    .sort((one, other) => other.version - one.version)
    .map(({ folder }) => folder)[0]
}

async function versionOf(url: string): Promise<string> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  const [row] = await sql`select current_setting('server_version') as version`
  await sql.end()
  return String(row?.version)
}
