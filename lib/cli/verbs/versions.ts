import type { Command } from 'commander'
import { awaitPin, probeLines, receiptLines, type Wait, waitOption, waitSeconds } from '@/lib/cli/await-receipt'
import { FRESHET } from '@/lib/cli/called-as'
import { countOf } from '@/lib/cli/count-of'
import type { CliContext } from '@/lib/cli/program'
import { bytes, table } from '@/lib/cli/table'
import { endpoints } from '@/lib/contract/endpoints'
import type { PathFailure } from '@/lib/contract/paths'
import type { GenerationEntry, PinResult } from '@/lib/contract/versions'

type PlaceOptions = {
  readonly project: string
  readonly domain: string
  readonly deployment?: string
  readonly path: string
  readonly query?: string
  readonly json?: boolean
}

type PinOptions = PlaceOptions & { readonly wait?: Wait }

/** `freshet versions`, `pin` and `unpin`. */
export function addVersions(program: Command, { api, shell }: CliContext): void {
  placed(program.command('versions'))
    .description('List what is kept of a page, newest first, and which regenerations of it failed')
    .option('--limit <n>', 'regenerations, 200 at most', countOf, 20)
    .addHelpText('after', `\nExample: ${FRESHET} versions --project shop --domain shop.example.com --path /prices`)
    .action(async ({ json, ...place }: PlaceOptions) => {
      const list = await api.call(endpoints.listVersions, place)
      const headings = ['GENERATION', 'MADE', 'CAUSE', 'SAME SINCE', 'STATUS', 'SIZE', 'VERSIONS CHANGED', '']
      const failed = list.failures.map(failureCells)
      shell.result({ json }, list, [
        ...table(headings, list.generations.map(cells)),
        ...(failed.length === 0
          ? []
          : ['', ...table(['FAILED', 'CAUSE', 'STATUS', 'AFTER', 'INVOCATION', 'WHY'], failed)]),
      ])
    })
  placed(program.command('pin'))
    .description('Serve one generation of a page until it is unpinned, html and data alike')
    .requiredOption('--generation <id>', 'which one (gen_…), as the command versions lists them')
    .option('--reason <text>', 'why, for the journal')
    .addOption(waitOption())
    .addHelpText(
      'after',
      `\nExample: ${FRESHET} pin --project shop --domain shop.example.com --path /prices --generation gen_abc`,
    )
    .action(async ({ json, wait, ...options }: PinOptions) => {
      await printPin({ api, shell }, await api.call(endpoints.pinPath, options), { ...options, json, wait })
    })
  placed(program.command('unpin'))
    .description('Serve again what regenerations made of a page')
    .option('--reason <text>', 'why, for the journal')
    .addOption(waitOption())
    .addHelpText('after', `\nExample: ${FRESHET} unpin --project shop --domain shop.example.com --path /prices`)
    .action(async ({ json, wait, ...options }: PinOptions) => {
      await printPin({ api, shell }, await api.call(endpoints.unpinPath, options), { ...options, json, wait })
    })
}

/** Says what a pin came to and, where it is waited for, that every edge obeys. */
export async function printPin(
  { api, shell }: Pick<CliContext, 'api' | 'shell'>,
  result: PinResult,
  {
    project,
    wait,
    json,
  }: { readonly project: string; readonly wait?: Wait | undefined; readonly json?: boolean | undefined },
): Promise<void> {
  const lines = describePin(result)
  if (wait === undefined) return shell.result({ json }, result, lines)
  if (!json) shell.note(lines.join('\n'))
  const proof = await awaitPin(api, { project, result }, waitSeconds(wait))
  shell.result({ json }, { ...result, ...proof }, [
    ...receiptLines(proof.receipt),
    ...probeLines(proof.probe, 'each serves what it should'),
  ])
}

function describePin({ domain, path, query, generation, madeAt, seq }: PinResult): string[] {
  const page = `${domain}${path}${query === '' ? '' : `?${query}`}`
  if (generation === null) return [`${page} serves what regenerations make. Journal number ${seq}.`]
  return [`${page} serves ${generation} of ${madeAt} until it is unpinned. Journal number ${seq}.`]
}

function placed(command: Command): Command {
  return command
    .requiredOption('--project <name>', 'project')
    .requiredOption('--domain <host>', 'domain')
    .requiredOption('--path <path>', 'path of the page')
    .option('--query <query>', 'query of the page, as it stands in its key')
    .option('--deployment <id>', 'of this deployment (default: the one that the domain shows)')
    .option('--json', 'print the result as JSON')
}

function failureCells({ at, cause, status, durationMs, invocation, message }: PathFailure): string[] {
  return [at, cause, String(status ?? '–'), `${durationMs} ms`, invocation, message]
}

function cells(generation: GenerationEntry): string[] {
  const { members } = generation
  const changed = members.filter(({ isChanged }) => isChanged)
  const state = [generation.isPinned ? 'pinned' : '', generation.isCurrent ? 'current' : '']
  return [
    generation.id,
    generation.beganAt,
    generation.cause,
    generation.renewedAt === null ? '–' : `${generation.renewedAt} (${generation.renewalCount} ×)`,
    String(members[0]?.status ?? '–'),
    bytes(members.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)),
    changed.map(({ variant, version }) => `${variant} ${version}`).join(', '),
    state.filter((word) => word !== '').join(', '),
  ]
}
