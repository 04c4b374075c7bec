import type { Command } from 'commander'
import { countOf } from '@/lib/cli/count-of'
import type { CliContext } from '@/lib/cli/program'
import { bytes, table } from '@/lib/cli/table'
import { endpoints } from '@/lib/contract/endpoints'
import { foldedLines } from '@/lib/contract/folded-lines'
import { previewUrl } from '@/lib/contract/previews'
import type { GenerationEntry, PinResult, VersionDiff } from '@/lib/contract/versions'

type PlaceOptions = {
  readonly project: string
  readonly domain: string
  readonly deployment?: string
  readonly path: string
  readonly query?: string
  readonly json?: boolean
}

/** `freshet versions`, `diff`, `preview`, `pin` and `unpin`. */
export function addVersions(program: Command, { api, shell, connect }: CliContext): void {
  placed(program.command('versions'))
    .description('List what is kept of a page, newest first')
    .option('--limit <n>', 'regenerations, 200 at most', countOf, 20)
    .addHelpText('after', '\nExample: freshet versions --project shop --domain shop.example.com --path /prices')
    .action(async ({ json, ...place }: PlaceOptions) => {
      const list = await api.call(endpoints.listVersions, place)
      const headings = ['GENERATION', 'MADE', 'CAUSE', 'SAME SINCE', 'STATUS', 'SIZE', 'VERSIONS CHANGED', '']
      shell.result({ json }, list, table(headings, list.generations.map(cells)))
    })
  program
    .command('diff')
    .description('Compare two versions: body by line, headers, tags. Exits 1 when they differ')
    .argument('<from>', 'a version (ver_…)')
    .argument('<to>', 'another one')
    .requiredOption('--project <name>', 'project')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample: freshet diff ver_abc ver_def --project shop')
    .action(
      async (from: string, to: string, { json, project }: { readonly json?: boolean; readonly project: string }) => {
        const diff = await api.call(endpoints.diffVersions, { project, from, to })
        shell.result({ json }, diff, describeDiff(diff))
        if (differs(diff)) shell.answerCode(1)
      },
    )
  program
    .command('preview')
    .description('Print links to see and to download a version; they end after five minutes')
    .argument('<version>', 'a version (ver_…)')
    .requiredOption('--project <name>', 'project')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', '\nExample: freshet preview ver_abc --project shop')
    .action(async (version: string, { json, project }: { readonly json?: boolean; readonly project: string }) => {
      const preview = await api.call(endpoints.previewVersion, { project, version })
      const { url } = await connect()
      const links = {
        page: preview.page === null ? null : previewUrl(url, preview, preview.page),
        download: previewUrl(url, preview, preview.download),
      }
      shell.result({ json }, { ...preview, ...links }, [
        `Preview   ${links.page ?? 'none: versions of this type are not shown'}`,
        `Download  ${links.download}`,
      ])
    })
  placed(program.command('pin'))
    .description('Serve one generation of a page until it is unpinned, html and data alike')
    .requiredOption('--generation <id>', 'which one (gen_…), as "freshet versions" lists them')
    .option('--reason <text>', 'why, for the journal')
    .addHelpText(
      'after',
      '\nExample: freshet pin --project shop --domain shop.example.com --path /prices --generation gen_abc',
    )
    .action(async ({ json, ...options }: PlaceOptions) => {
      const result = await api.call(endpoints.pinPath, options)
      shell.result({ json }, result, describePin(result))
    })
  placed(program.command('unpin'))
    .description('Serve again what regenerations made of a page')
    .option('--reason <text>', 'why, for the journal')
    .addHelpText('after', '\nExample: freshet unpin --project shop --domain shop.example.com --path /prices')
    .action(async ({ json, ...options }: PlaceOptions) => {
      const result = await api.call(endpoints.unpinPath, options)
      shell.result({ json }, result, describePin(result))
    })
}

/** What a pin came to, in words. */
export function describePin({ domain, path, query, generation, madeAt, seq }: PinResult): string[] {
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

function differs({ from, to, headers, tags, body }: VersionDiff): boolean {
  const isOther = !body.isSame || from.status !== to.status
  return isOther || headers.length > 0 || tags.removed.length > 0 || tags.added.length > 0
}

function describeDiff(diff: VersionDiff): string[] {
  const { from, to, headers, tags, body } = diff
  if (!differs(diff)) return ['The two versions are the same.']
  return [
    `--- ${from.version} ${from.path} ${from.createdAt}`,
    `+++ ${to.version} ${to.path} ${to.createdAt}`,
    ...(from.status === to.status ? [] : [`-status: ${from.status}`, `+status: ${to.status}`]),
    ...headers.flatMap((header) => [
      ...(header.from === null ? [] : [`-${header.name}: ${header.from}`]),
      ...(header.to === null ? [] : [`+${header.name}: ${header.to}`]),
    ]),
    ...tags.removed.map((tag) => `-tag: ${tag}`),
    ...tags.added.map((tag) => `+tag: ${tag}`),
    ...describeBody(body, `${bytes(from.sizeBytes)} → ${bytes(to.sizeBytes)}`),
  ]
}

const SIGN = { same: ' ', removed: '-', added: '+' } as const

function describeBody({ lines, isSame, isCut }: VersionDiff['body'], sizes: string): string[] {
  if (isSame) return ['The bodies are the same.']
  if (lines === null) return [`The bodies differ (${sizes}), and cannot be compared by line.`]
  const shown = foldedLines(lines).map(({ kind, text }) => (kind === 'folded' ? '…' : `${SIGN[kind]}${text}`))
  return [...shown, ...(isCut ? ['Only the first 512 KB were compared.'] : [])]
}
