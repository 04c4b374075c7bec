import { type Command, Option } from 'commander'
import type { z } from 'zod'
import { awaitReceipt, probeLines, receiptLines, waitOption, waitSeconds } from '@/lib/cli/await-receipt'
import { FRESHET } from '@/lib/cli/called-as'
import { countOf } from '@/lib/cli/count-of'
import { CliFailure, EXIT, misused } from '@/lib/cli/failure'
import { nearestLines, planLines } from '@/lib/cli/plan-lines'
import type { CliContext } from '@/lib/cli/program'
import { instantOf, type PurgeOptions, purgeCommandLine, scopeOf, seconds, selectorsOf } from '@/lib/cli/purge-options'
import { entryWords } from '@/lib/cli/purge-words'
import { counted } from '@/lib/cli/table'
import { endOfWarmUp } from '@/lib/cli/verbs/warm'
import { environment } from '@/lib/contract/domains'
import { endpoints } from '@/lib/contract/endpoints'
import { type Purge, purge as purgeResult } from '@/lib/contract/purges'
import type { schedulePurgeInput } from '@/lib/contract/scheduled-purges'

/** `freshet purge`: says what it would cover and asks, unless `--yes` is given. */
export function addPurge(program: Command, context: CliContext): void {
  program
    .command('purge')
    .description('Make stored pages stale, or delete them; without --yes it says first what that covers')
    .requiredOption('--project <name>', 'project')
    .option('--domain <host>', 'scope: this domain')
    .option('--domain-group <name>', 'scope: the domains of this group')
    .option('--deployment <id>', 'scope: this deployment, on all domains')
    .addOption(new Option('--environment <name>', 'scope: all domains of it').choices(environment.options))
    .option('--whole-project', 'scope: the whole project')
    .option('--path <path...>', 'what: these paths')
    .option('--prefix <path...>', 'what: these paths and all below them: /blog is /blog and /blog/…')
    .option('--tag <tag...>', 'what: entries with one of these tags')
    .option('--all', 'what: everything in scope')
    .option('--delete', 'delete: the next visitor waits (default: stale, served once more while it is rebuilt)')
    .option(
      '--deadline <time>',
      'delete what is not regenerated within this time, such as 30s, 5m or 2h; until then it is still served',
      seconds,
    )
    .option('--reason <text>', 'why, for the journal')
    .option('--at <instant>', 'purge then, such as 2027-01-31T09:00:00Z, by the clock of the database', instantOf)
    .option('--plan', 'only tell what it would cover, render and cost, and the hottest paths')
    .addOption(waitOption())
    .option('--warm-up', 'then regenerate what it hit, before visitors ask for it, and show the result')
    .option('--concurrency <count>', 'with --warm-up: pages that are made at a time (default: 4)', countOf)
    .option('--yes', 'do it without asking')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', `\nExample: ${FRESHET} purge --project shop --domain shop.example.com --tag product:42 --yes`)
    .action((options: PurgeOptions) => purge(context, options))
}

async function purge(context: CliContext, options: PurgeOptions): Promise<void> {
  const { api, shell } = context
  const { project, reason, json } = options
  refuseContradiction(options)
  const selection = { project, scope: scopeOf(options), selectors: selectorsOf(options) }
  const { deadline } = options
  const mode = options.delete || deadline !== undefined ? 'delete' : 'invalidate'
  if (options.plan) {
    const plan = await api.call(endpoints.planPurge, selection)
    return shell.result({ json }, plan, planLines(plan))
  }
  if (!options.yes) {
    const plan = await api.call(endpoints.planPurge, selection)
    const late = deadline === undefined ? '' : ` that is not regenerated within ${deadline} s`
    const sentence = `This would ${mode} ${entryWords(plan.entryCount)} of ${counted(plan.pathCount, 'path')}${late}.`
    if (!shell.isInteractive) {
      const command = purgeCommandLine(options)
      throw new CliFailure(EXIT.refused, {
        code: 'invalid',
        message: [sentence, ...nearestLines(plan), `Nothing was done. To do it, run:\n${command}`].join(' '),
        details: { entryCount: plan.entryCount, pathCount: plan.pathCount, plan, command },
      })
    }
    for (const line of planLines(plan)) shell.note(line)
    const answer = await shell.ask(`${sentence} Go on? [y/N] `)
    if (!/^y(es)?$/i.test(answer.trim()))
      throw new CliFailure(EXIT.refused, { code: 'invalid', message: 'Nothing was done.' })
  }
  if (options.at !== undefined)
    return schedule({ api, shell }, { ...selection, mode, deadlineSeconds: deadline ?? 0 }, options)
  const made = await api.call(endpoints.createPurge, {
    ...selection,
    mode,
    deadlineSeconds: deadline ?? 0,
    ...(reason === undefined ? {} : { reason }),
  })
  const done = purgeResult.parse(made)
  const verb = mode === 'invalidate' || deadline !== undefined ? 'Made stale' : 'Deleted'
  const until = done.deleteAt === null ? '' : ` What has not been regenerated is deleted at ${done.deleteAt}.`
  const lines = [
    `${verb}: ${done.isEntryCountLeast ? 'more than ' : ''}${entryWords(done.entryCount)}. Journal number ${done.seq}.${until}`,
  ]
  const { wait, warmUp } = options
  if (wait === undefined && !warmUp) return shell.result({ json }, done, lines)
  if (!json) shell.note(lines.join('\n'))
  const proof = wait === undefined ? undefined : await awaitReceipt(api, done, waitSeconds(wait))
  const proofLines = proof === undefined ? [] : [...receiptLines(proof.receipt), ...probeLines(proof.probe)]
  if (!warmUp) return shell.result({ json }, { ...done, ...proof }, proofLines)
  if (!json) for (const line of proofLines) shell.note(line)
  const warmed = await endOfWarmUp(context, await api.call(endpoints.warmPurge, warmInput(done, options)))
  shell.result({ json }, { ...done, ...proof, warmUp: warmed.job }, warmed.lines)
  if (warmed.failure !== undefined) throw warmed.failure
}

function warmInput({ project, seq }: Purge, { concurrency }: PurgeOptions) {
  return { project, seq, ...(concurrency === undefined ? {} : { concurrency }) }
}

function refuseContradiction({ project, at, wait, warmUp, concurrency }: PurgeOptions): void {
  if (at !== undefined && wait !== undefined) throw misused('A purge to come cannot be waited for: leave --wait out.')
  if (at !== undefined && warmUp) {
    throw misused(
      `What a purge to come will hit cannot be warmed yet: leave --warm-up out, and run “${FRESHET} purges warm <number> --project ${project}” then.`,
    )
  }
  if (concurrency !== undefined && !warmUp) throw misused('--concurrency is of a warm-up: add --warm-up.')
}

type ScheduleInput = Omit<z.input<typeof schedulePurgeInput>, 'at' | 'reason'>

async function schedule(
  { api, shell }: Pick<CliContext, 'api' | 'shell'>,
  input: ScheduleInput,
  { at = '', reason, json }: PurgeOptions,
): Promise<void> {
  const planned = await api.call(endpoints.schedulePurge, { ...input, at, ...(reason === undefined ? {} : { reason }) })
  const cancel = `${FRESHET} purges cancel ${planned.id} --project ${planned.project}`
  shell.result({ json }, planned, [`Planned for ${planned.at} as ${planned.id}. To cancel it: ${cancel}`])
}
