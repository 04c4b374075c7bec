import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { openTestDb } from '@/db/testing'
import { bundleEdge, deployFiles, functionFiles, makeEdgeFolder, startEdge } from '@/lib/edge/testing'
import { serveApi } from '@/lib/server/testing'
import { bundle, ENTRIES } from '../../scripts/bundle.ts'

const run = promisify(execFile)
const failed = z.object({ code: z.number(), stdout: z.string(), stderr: z.string() })

export type CliOutcome = z.infer<typeof failed>

/** Bundles the command line from the sources under test, so that no old build is tried. */
export async function bundleCli(): Promise<void> {
  await bundle(ENTRIES.filter(({ name }) => name === 'cli'))
}

/**
 * A Freshet of its own for the command line: the project `shop` with a page `/page` of that function, a real edge, and an API that the
 * command line finds by the folder.
 */
export async function openShop(source: string) {
  const pool = await openTestDb()
  const folder = await makeEdgeFolder()
  await Promise.all([bundleEdge(), bundleCli()])
  const files = functionFiles('page', source, { prerender: { expiration: false } })
  await deployFiles(pool, { folder: folder.path, project: 'shop', files })
  const edge = await startEdge(pool.url, folder.path)
  const api = await serveApi(pool)
  const connection = { databaseUrl: pool.url, dashboardUrl: api.url }
  await writeFile(join(folder.path, 'connection.json'), JSON.stringify(connection))
  const close = async () => {
    await api.close()
    await edge.stop()
    await folder.remove()
    await pool.close()
  }
  return { pool, folder, edge, api, close }
}

/** The real program, without a terminal, to its end; `input` comes by a pipe. */
export async function runCli(
  args: readonly string[],
  { env, input = '' }: { readonly env: Readonly<Record<string, string>>; readonly input?: string },
): Promise<CliOutcome> {
  const program = join(import.meta.dirname, '../../dist/cli.mjs')
  const running = run(process.execPath, [program, ...args], { env: { ...env, NODE_ENV: 'test' } })
  running.child.stdin?.end(input)
  return running.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: unknown) => failed.parse(error),
  )
}

/**
 * The words behind `freshet` of the first command that a text names, as somebody pastes them: up to the end of the quotation, or of
 * the line.
 */
export function commandIn(text: string): readonly string[] {
  const [, words = ''] = /freshet ([^“”"\n]+)/.exec(text) ?? []
  return words.trim().split(' ')
}
