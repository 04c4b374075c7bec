import type { Command } from 'commander'
import { FRESHET } from '@/lib/cli/called-as'
import type { CliContext } from '@/lib/cli/program'
import { tableOr } from '@/lib/cli/table'
import type { Cron, CronRun } from '@/lib/contract/crons'
import { endpoints } from '@/lib/contract/endpoints'

type Common = { readonly project: string; readonly json?: boolean }
type ListOptions = Common & { readonly runs?: boolean }
type RunOptions = Common & { readonly schedule?: string }

const NO_CRONS =
  'What production shows has no crons. They come with a deployment: "crons" of vercel.json, or of .vercel/output/config.json.'

/** `freshet crons`: ls, run. */
export function addCrons(program: Command, { api, shell }: CliContext): void {
  const crons = program
    .command('crons')
    .description('List the crons of what production shows, and run one now')
    .addHelpText('after', `\nExample: ${FRESHET} crons run /api/nightly --project shop`)
  crons
    .command('ls', { isDefault: true })
    .description('list crons with their last run; schedules are in UTC')
    .requiredOption('--project <name>', 'project')
    .option('--runs', 'list the newest runs instead')
    .option('--json', 'print the result as JSON')
    .action(async ({ project, runs, json }: ListOptions) => {
      const list = await api.call(endpoints.listCrons, { project })
      const lines = runs ? runLines(list.runs) : cronLines(list.crons, list.runs)
      shell.result({ json }, list, lines)
    })
  crons
    .command('run')
    .description('run a cron now, beside its schedule')
    .argument('<path>', 'path of the cron')
    .requiredOption('--project <name>', 'project')
    .option('--schedule <text>', 'which one, when the path has several')
    .option('--json', 'print the result as JSON')
    .action(async (path: string, { json, ...options }: RunOptions) => {
      const cron = await api.call(endpoints.runCron, { path, ...options })
      const look = `${FRESHET} crons ls --runs --project ${options.project}`
      shell.result({ json }, cron, [`An edge runs ${path} within a second. What it came to: ${look}`])
    })
}

function cronLines(crons: readonly Cron[], runs: readonly CronRun[]): readonly string[] {
  const rows = crons.map((cron) => {
    const last = runs.find(({ path, schedule }) => path === cron.path && schedule === cron.schedule)
    return [
      cron.path,
      cron.schedule,
      cron.nextAt ?? '–',
      last === undefined ? 'never' : `${last.beganAt} ${cameTo(last)}`,
    ]
  })
  return tableOr(NO_CRONS, ['PATH', 'SCHEDULE', 'NEXT RUN', 'LAST RUN'], rows)
}

function runLines(runs: readonly CronRun[]): readonly string[] {
  const rows = runs.map((run) => [
    run.beganAt,
    run.path,
    cameTo(run),
    run.durationMs === null ? '–' : `${run.durationMs} ms`,
    run.requestedBy ?? 'schedule',
    run.missedCount === 0 ? '' : `stands for ${run.missedCount} more`,
  ])
  return tableOr('No cron has run yet.', ['BEGAN', 'PATH', 'OUTCOME', 'DURATION', 'BY', ''], rows)
}

function cameTo({ outcome, status }: CronRun): string {
  return status === null ? outcome : `${outcome} (${status})`
}
