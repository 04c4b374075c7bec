import type { Command } from 'commander'
import { FRESHET } from '@/lib/cli/called-as'
import { countOf } from '@/lib/cli/count-of'
import { CliFailure, EXIT, misused } from '@/lib/cli/failure'
import type { CliContext } from '@/lib/cli/program'
import { bytes, table } from '@/lib/cli/table'
import { waitForJob } from '@/lib/cli/wait-for-job'
import { endpoints } from '@/lib/contract/endpoints'
import type { Job } from '@/lib/contract/jobs'
import { type WarmGate, type WarmReport, type WarmSelection, warmReport } from '@/lib/contract/warm-ups'

export type GateOptions = { readonly gate?: boolean; readonly maxFailed?: number; readonly maxP95?: number }
type WarmOptions = GateOptions & {
  readonly concurrency?: number
  readonly wait?: boolean
  readonly json?: boolean | undefined
}
type Options = WarmOptions & {
  readonly project: string
  readonly deployment?: string
  readonly domain?: string
  readonly top?: number
  readonly tag?: string
  readonly sitemap?: string | true
}
type WarmUpInput = {
  readonly project: string
  readonly deployment?: string
  readonly domain?: string
  readonly selection: WarmSelection
  readonly promote?: boolean
}

const LISTED = 20

/** `freshet warm`: regenerates pages before visitors ask for them. */
export function addWarm(program: Command, context: CliContext): void {
  program
    .command('warm')
    .description('Regenerate pages before visitors ask for them: after a purge, or before a promotion')
    .requiredOption('--project <name>', 'project')
    .option('--top <pages>', 'the pages that visitors ask for most', countOf)
    .option('--tag <tag>', 'stored pages with this tag')
    .option('--sitemap [path]', 'the pages that a sitemap of the site names (default: /sitemap.xml)')
    .option('--deployment <id>', 'the deployment that the domains are about to show (default: what they show)')
    .option('--domain <host>', 'pages of this domain only (default: all production domains)')
    .option('--concurrency <count>', 'pages that are made at a time (default: 4)', countOf)
    .option('--gate', 'fail if too many pages fail or are slow')
    .option('--max-failed <percent>', 'with --gate: pages that may fail (default: 5)', Number)
    .option('--max-p95 <ms>', 'with --gate: what 95 in 100 pages must stay within (default: 10000)', countOf)
    .option('--no-wait', 'enqueue it and do not wait for its end')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', `\nExample: ${FRESHET} warm --project shop --top 100`)
    .action(async ({ project, deployment, domain, ...options }: Options) => {
      const place = {
        project,
        ...(deployment === undefined ? {} : { deployment }),
        ...(domain === undefined ? {} : { domain }),
      }
      await warmUp(context, { ...place, selection: selectionOf(options) }, options)
    })
}

/** Enqueues a warm-up and, unless told not to, waits for its end. One that failed, or did not promote, is a failure. */
export async function warmUp(context: CliContext, input: WarmUpInput, options: WarmOptions): Promise<void> {
  const { api, shell } = context
  const { concurrency, json, wait = true } = options
  const gate = gateOf(options)
  const asked = await api.call(endpoints.createWarmUp, {
    ...input,
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(gate === undefined ? {} : { gate }),
  })
  if (!wait) {
    shell.result({ json }, asked, [`In line as ${asked.id}. How far it is: ${FRESHET} jobs show ${asked.id}`])
    return
  }
  const { job, lines, failure } = await endOfWarmUp(context, asked)
  shell.result({ json }, job, lines)
  if (failure !== undefined) throw failure
}

/** Waits for the end of a warm-up: what to print of it, and how the command fails where it came to no good end. */
export async function endOfWarmUp(context: CliContext, asked: Job) {
  const job = await waitForJob(context, asked)
  const lines = linesOf(job, warmReport.safeParse(job.report).data)
  if (job.state === 'done') return { job, lines }
  const message = job.message ?? `The warm-up was ${job.state}.`
  return { job, lines, failure: new CliFailure(EXIT.refused, { code: 'conflict', message }) }
}

/** The gate that was asked for, if any: naming a limit asks for one. */
export function gateOf({ gate, maxFailed, maxP95 }: GateOptions): Partial<WarmGate> | undefined {
  if (!gate && maxFailed === undefined && maxP95 === undefined) return undefined
  return {
    ...(maxFailed === undefined ? {} : { maxFailedPercent: maxFailed }),
    ...(maxP95 === undefined ? {} : { maxP95Ms: maxP95 }),
  }
}

function selectionOf({ top, tag, sitemap }: Pick<Options, 'top' | 'tag' | 'sitemap'>): WarmSelection {
  const selections: WarmSelection[] = [
    ...(top === undefined ? [] : [{ kind: 'top', count: top } as const]),
    ...(tag === undefined ? [] : [{ kind: 'tag', tag } as const]),
    ...(sitemap === undefined ? [] : [{ kind: 'sitemap', path: sitemap === true ? '/sitemap.xml' : sitemap } as const]),
  ]
  const [selection] = selections
  if (selection === undefined || selections.length > 1) {
    throw misused('Say which pages: --top 100, --tag <tag> or --sitemap.')
  }
  return selection
}

function linesOf(job: Job, report: WarmReport | undefined): string[] {
  // How it failed is told as the failure of the command.
  const summary = job.message === null || job.state !== 'done' ? [] : [job.message]
  if (report === undefined || report.pages.length === 0) return summary
  const rows = report.pages
    .slice(0, LISTED)
    .map(({ domain, target, verdict, status, ms, bytes: size, message }) => [
      verdict,
      status === null ? '–' : String(status),
      `${ms} ms`,
      bytes(size),
      `${domain}${target}${message === null ? '' : `  ${message}`}`,
    ])
  const more = report.pages.length - rows.length
  return [
    ...table(['PAGE WAS', 'STATUS', 'TIME', 'BYTES', 'PAGE'], rows),
    ...(more > 0 ? [`… and ${more} more: ${FRESHET} jobs show ${job.id}`] : []),
    ...(summary.length === 0 ? [] : ['', ...summary]),
  ]
}
