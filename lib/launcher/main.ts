import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { migrate } from '../../db/migrate.ts'
import { buildIfNeeded } from '../../scripts/build.ts'
import { ROOT } from '../../scripts/steps.ts'
import { inheritedEnv, readLauncherEnv } from '../server/env.ts'
import { launch } from './launch.ts'
import { stopSignal } from './stop-signal.ts'

/** `npm start`: everything, with one edge. */
export function main(): Promise<number> {
  return runEverything(1)
}

/**
 * Builds what is missing, then runs everything until it is told to stop. Gives the exit status: 0 after an ordered stop,
 * 1 when something could not be started; whichever, no process of ours is left.
 */
export async function runEverything(edgeCount: number): Promise<number> {
  const stopping = stopSignal()
  // A terminal that was closed takes no more output; that is no reason to die before the drain.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  try {
    if (existsSync(join(ROOT, '.env'))) process.loadEnvFile(join(ROOT, '.env'))
    const env = readLauncherEnv()
    await launch({
      env,
      edgeCount,
      inherited: inheritedEnv(),
      dataDir: resolve(ROOT, env.FRESHET_DATA_DIR),
      programsDir: join(ROOT, 'dist'),
      build: () => buildIfNeeded(stopping),
      migrate,
      log: (line) => process.stdout.write(`freshet: ${line}\n`),
      signal: stopping,
    })
    return 0
  } catch (error) {
    if (stopping.aborted) return 0
    process.stderr.write(`freshet: ${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
}
