/**
 * Makes `.vercel/output`, without an account and without network: the CLI wants the project settings that a log-in
 * would otherwise fetch. `--standalone` puts into each function all the files it needs. The CLI has a folder of its own: it
 * links its plugin for Gatsby into the app, and would link it to itself.
 */
import { spawn } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'

const settings = { framework: 'gatsby', nodeVersion: '24.x', installCommand: '', buildCommand: 'gatsby build' }
const project = { projectId: 'prj_example', orgId: 'team_example', projectName: 'gatsby', settings }
const quiet = { VERCEL_TELEMETRY_DISABLED: '1', GATSBY_TELEMETRY_DISABLED: '1', CI: '1', NO_UPDATE_NOTIFIER: '1' }

await mkdir('.vercel', { recursive: true })
await writeFile('.vercel/project.json', JSON.stringify(project))
const cli = spawn('vercel-cli/node_modules/.bin/vercel', ['build', '--yes', '--standalone'], {
  stdio: 'inherit',
  env: { ...process.env, ...quiet },
})
cli.on('close', async (code) => {
  // What Gatsby itself wrote is in the output by now.
  await rm('public', { recursive: true, force: true })
  process.exitCode = code ?? 1
})
