import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { FRESHET } from '@/lib/cli/called-as'
import { CliFailure, EXIT, unreachable } from '@/lib/cli/failure'
import type { Tone } from '@/lib/cli/paint'
import type { CliContext } from '@/lib/cli/program'
import { bytes } from '@/lib/cli/table'
import { endpoints } from '@/lib/contract/endpoints'
import { foldedLines } from '@/lib/contract/folded-lines'
import { downloadUrl, fileUrl, previewUrl } from '@/lib/contract/previews'
import type { VersionDiff } from '@/lib/contract/versions'

type Options = { readonly json?: boolean; readonly project: string }

/** `freshet diff`, `preview` and `download`: what versions hold. */
export function addVersion(program: Command, context: CliContext): void {
  const { api, shell, connect } = context
  program
    .command('diff')
    .description('Compare two versions: body by line, headers, tags. Exits 1 when they differ')
    .argument('<from>', 'a version (ver_…)')
    .argument('<to>', 'another one')
    .requiredOption('--project <name>', 'project')
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `\nColoured in a terminal, unless NO_COLOR is set.\n\nExample: ${FRESHET} diff ver_abc ver_def --project shop`,
    )
    .action(async (from: string, to: string, { json, project }: Options) => {
      const diff = await api.call(endpoints.diffVersions, { project, from, to })
      const lines = describeDiff(diff).map(([tone, line]) => (tone === null ? line : shell.paint(tone, line)))
      shell.result({ json }, diff, lines)
      if (differs(diff)) shell.answerCode(1)
    })
  program
    .command('preview')
    .description('Print links to see and to download a version; they end after five minutes')
    .argument('<version>', 'a version (ver_…)')
    .requiredOption('--project <name>', 'project')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', `\nExample: ${FRESHET} preview ver_abc --project shop`)
    .action(async (version: string, { json, project }: Options) => {
      const preview = await api.call(endpoints.previewVersion, { project, version })
      const { url } = await connect()
      const links = { page: previewUrl(url, preview), download: downloadUrl(url, preview) }
      shell.result({ json }, { ...preview, ...links }, [
        `Preview   ${links.page ?? 'none: versions of this type are not shown'}`,
        `Download  ${links.download}`,
      ])
    })
  addDownload(program, context)
}

function addDownload(program: Command, { api, shell, connect }: CliContext): void {
  program
    .command('download')
    .description('Write the stored bytes of a version to a file')
    .argument('<version>', 'a version (ver_…)')
    .requiredOption('--project <name>', 'project')
    .option('--output <file>', 'where to; - is standard output (default: a file with the name of the version)')
    .option('--force', 'replace a file that is there')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', `\nExample: ${FRESHET} download ver_abc --project shop --output prices.html`)
    .action(async (version: string, options: Options & { readonly output?: string; readonly force?: boolean }) => {
      const { json, project, output = version, force = false } = options
      const preview = await api.call(endpoints.previewVersion, { project, version })
      const link = fileUrl((await connect()).url, preview)
      const body = await bytesAt(link)
      if (output === '-') {
        shell.write(body)
        return
      }
      await writeFile(output, body, { flag: force ? 'w' : 'wx' }).catch((cause: unknown) => {
        throw notWritten(output, cause)
      })
      const { contentType } = preview
      const told = { version, file: output, sizeBytes: body.byteLength, contentType }
      shell.result({ json }, told, [`Wrote ${output}: ${bytes(body.byteLength)}, ${contentType ?? 'of unknown type'}.`])
    })
}

/** The origin of previews speaks no JSON: its refusals are sentences. */
async function bytesAt(link: string): Promise<Uint8Array> {
  const response = await fetch(link).catch((cause: unknown) => {
    const { origin } = new URL(link)
    throw unreachable(
      `Nobody answers at ${origin}, where stored versions are shown. Check PREVIEW_PORT and PREVIEW_URL.`,
      cause,
    )
  })
  if (!response.ok) {
    throw new CliFailure(EXIT.refused, { code: 'not_found', message: (await response.text()).trim() })
  }
  return new Uint8Array(await response.arrayBuffer())
}

function notWritten(file: string, cause: unknown): CliFailure {
  const isThere = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST'
  const why = isThere ? 'it is there already. Choose another --output, or say --force' : String(cause)
  return new CliFailure(EXIT.refused, { code: 'conflict', message: `${file} was not written: ${why}.` }, { cause })
}

function differs({ from, to, headers, tags, body }: VersionDiff): boolean {
  const isOther = !body.isSame || from.status !== to.status
  return isOther || headers.length > 0 || tags.removed.length > 0 || tags.added.length > 0
}

type Line = readonly [tone: Tone | null, line: string]

function describeDiff(diff: VersionDiff): Line[] {
  const { from, to, headers, tags, body } = diff
  if (!differs(diff)) return [[null, 'The two versions are the same.']]
  const status = { name: 'status', from: String(from.status), to: String(to.status) }
  return [
    ['strong', `--- ${from.version} ${from.path} ${from.createdAt}`],
    ['strong', `+++ ${to.version} ${to.path} ${to.createdAt}`],
    ...[...(from.status === to.status ? [] : [status]), ...headers].flatMap((header): Line[] => [
      ...(header.from === null ? [] : [['removed', `-${header.name}: ${header.from}`] as const]),
      ...(header.to === null ? [] : [['added', `+${header.name}: ${header.to}`] as const]),
    ]),
    ...tags.removed.map((tag): Line => ['removed', `-tag: ${tag}`]),
    ...tags.added.map((tag): Line => ['added', `+tag: ${tag}`]),
    ...describeBody(body, `${bytes(from.sizeBytes)} → ${bytes(to.sizeBytes)}`),
  ]
}

const LOOK = {
  same: [null, ' '],
  removed: ['removed', '-'],
  added: ['added', '+'],
  folded: ['faint', '… '],
} as const

function describeBody({ lines, isSame, isCut }: VersionDiff['body'], sizes: string): Line[] {
  if (isSame) return [[null, 'The bodies are the same.']]
  if (lines === null) return [[null, `The bodies differ (${sizes}), and cannot be compared by line.`]]
  const shown = foldedLines(lines).map(({ kind, text }): Line => [LOOK[kind][0], `${LOOK[kind][1]}${text}`])
  return [...shown, ...(isCut ? [[null, 'Only the first 512 KB were compared.'] as const] : [])]
}
