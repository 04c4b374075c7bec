import type { Command } from 'commander'
import { FRESHET } from '@/lib/cli/called-as'
import type { CliContext } from '@/lib/cli/program'
import { tableOr } from '@/lib/cli/table'
import { endpoints } from '@/lib/contract/endpoints'
import type { Job } from '@/lib/contract/jobs'

type ListOptions = { readonly project: string; readonly kind?: string; readonly json?: boolean }
type JobOptions = { readonly json?: boolean }

/** `freshet jobs`: ls, show, cancel. */
export function addJobs(program: Command, { api, shell }: CliContext): void {
  const jobs = program
    .command('jobs')
    .description('Watch and cancel work that goes on by itself: warm-ups, retention, scheduled purges')
    .addHelpText('after', `\nExample: ${FRESHET} jobs ls --project shop`)
  jobs
    .command('ls', { isDefault: true })
    .description('list jobs of a project and of the installation: those that wait or run first')
    .requiredOption('--project <name>', 'project')
    .option('--kind <kind>', 'only jobs of this kind, e.g. warm-up')
    .option('--json', 'print the result as JSON')
    .action(async ({ json, ...input }: ListOptions) => {
      const list = await api.call(endpoints.listJobs, input)
      const headings = ['JOB', 'KIND', 'STATE', 'DUE', 'PROGRESS', 'BY']
      const none = `No jobs. Warm-ups (“${FRESHET} warm --project ${input.project} --top 100”), retention and purges with --at make them.`
      shell.result({ json }, list, tableOr(none, headings, list.jobs.map(rowOf)))
    })
  jobs
    .command('show')
    .description('show one job: its progress and its result')
    .argument('<job>', 'id of the job (job_…)')
    .option('--json', 'print the result as JSON')
    .action(async (id: string, { json }: JobOptions) => {
      const job = await api.call(endpoints.getJob, { id })
      shell.result({ json }, job, linesOf(job))
    })
  jobs
    .command('cancel')
    .description('end a job that waits or runs; what it did already stays done')
    .argument('<job>', 'id of the job (job_…)')
    .option('--json', 'print the result as JSON')
    .action(async (id: string, { json }: JobOptions) => {
      const job = await api.call(endpoints.cancelJob, { id })
      const line = job.state === 'cancelled' ? `${id} is cancelled.` : `${id} ends within seconds.`
      shell.result({ json }, job, [line])
    })
}

function rowOf(job: Job): string[] {
  return [job.id, job.kind, job.state, job.dueAt, progressOf(job), job.actor]
}

/** How far a job is, in words. */
export function progressOf({ progress: { done, total, activity } }: Job): string {
  const count = total === null ? `${done}` : `${done} of ${total}`
  if (done === 0 && total === null) return activity ?? '–'
  return activity === null ? count : `${count}, ${activity}`
}

function linesOf(job: Job): string[] {
  const facts: [string, string | null][] = [
    ['kind', job.kind],
    ['state', job.state],
    ['project', job.project ?? 'all'],
    ['by', job.actor],
    ['due', job.dueAt],
    ['began', job.beganAt],
    ['ended', job.endedAt],
    ['attempts', String(job.attemptCount)],
    ['progress', progressOf(job)],
    ['cancelled by', job.cancelledBy],
    ['message', job.message],
  ]
  const report = job.report === null || job.report === undefined ? [] : ['', JSON.stringify(job.report, null, 2)]
  return [...facts.flatMap(([name, value]) => (value === null ? [] : [`${name.padEnd(14)}${value}`])), ...report]
}
