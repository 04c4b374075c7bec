import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT, runTool } from './steps.ts'

/** Where each test runner leaves its report, for the closing line of `npm test`. */
export function reportFile(runner: string): string {
  return join(ROOT, 'dist/reports', `${runner}.json`)
}

type VitestOptions = {
  /** Reporters for people to read, and filters. */
  readonly args?: readonly string[]
  readonly env?: Partial<NodeJS.ProcessEnv>
}

/** Runs one project of vitest and leaves its report. Rejects when a test fails. */
export async function runVitest(
  project: 'unit' | 'integration' | 'faults',
  { args = ['--reporter=dot'], env = {} }: VitestOptions = {},
): Promise<void> {
  const report = reportFile(project)
  mkdirSync(join(ROOT, 'dist/reports'), { recursive: true })
  rmSync(report, { force: true })
  await runTool('vitest', ['run', '--project', project, ...args, '--reporter=json', `--outputFile.json=${report}`], {
    env,
  })
}
