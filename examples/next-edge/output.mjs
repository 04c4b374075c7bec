/**
 * Makes `.vercel/output`, without an account and without network: the CLI wants the project settings that a log-in
 * would otherwise fetch. `--standalone` puts into each function all the files it needs.
 */
import { spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'

const settings = { framework: 'nextjs', nodeVersion: '24.x', installCommand: '', buildCommand: 'next build' }
const project = { projectId: 'prj_example', orgId: 'team_example', projectName: 'next-edge', settings }
const quiet = { VERCEL_TELEMETRY_DISABLED: '1', NEXT_TELEMETRY_DISABLED: '1', CI: '1', NO_UPDATE_NOTIFIER: '1' }

await mkdir('.vercel', { recursive: true })
await writeFile('.vercel/project.json', JSON.stringify(project))
const cli = spawn('vercel', ['build', '--yes', '--standalone'], { stdio: 'inherit', env: { ...process.env, ...quiet } })
cli.on('close', (code) => {
  process.exitCode = code ?? 1
})
