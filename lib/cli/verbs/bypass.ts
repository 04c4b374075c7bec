import { setTimeout as pause } from 'node:timers/promises'
import { type Command, InvalidArgumentError } from 'commander'
import { receiptLines } from '@/lib/cli/await-receipt'
import { FRESHET } from '@/lib/cli/called-as'
import { misused } from '@/lib/cli/failure'
import type { CliContext } from '@/lib/cli/program'
import { age, counted, table, tableOr } from '@/lib/cli/table'
import {
  type BakedToken,
  type BypassToken,
  type BypassTokenList,
  createBypassTokenInput,
  rotateBypassTokenInput,
} from '@/lib/contract/bypass-tokens'
import { endpoints } from '@/lib/contract/endpoints'

const EXAMPLE = `
A bypass token gets its holder past the cache or past protection of a project's sites:
  draft       the cookie __prerender_bypass=<token> shows pages as editors see them
  revalidate  the header x-prerender-revalidate: <token> regenerates a page
  protection  the header or query x-vercel-protection-bypass=<token> opens a protected site

Example: ${FRESHET} bypass create --project shop --note "CMS hook" --for revalidate --path "/blog/*"`

/** Edges obey within a second or so; one that does not is told of, and not waited for. */
const OBEY_MS = 3_000
const LOOK_MS = 50

/** `freshet bypass`: create, ls, rotate, revoke. */
export function addBypass(program: Command, context: CliContext): void {
  const bypass = program
    .command('bypass')
    .description('Create, list, rotate and revoke bypass tokens')
    .addHelpText('after', EXAMPLE)
  addList(bypass, context)
  addCreate(bypass, context)
  addRotate(bypass, context)
  addRevoke(bypass, context)
}

function addList(bypass: Command, { api, shell }: CliContext): void {
  bypass
    .command('ls', { isDefault: true })
    .alias('list')
    .description('list bypass tokens, those from builds, and where wrong ones were tried')
    .requiredOption('--project <name>', 'project')
    .option('--json', 'print the result as JSON')
    .action(async ({ project, json }: { readonly project: string; readonly json?: boolean }) => {
      const list = await api.call(endpoints.listBypassTokens, { project })
      shell.result({ json }, list, listLines(project, list))
    })
}

type CreateOptions = {
  readonly project: string
  readonly note: string
  readonly for: readonly string[]
  readonly path?: readonly string[]
  readonly deployment?: readonly string[]
  readonly expiresInDays?: number
  readonly json?: boolean
}

function addCreate(bypass: Command, { api, shell }: CliContext): void {
  bypass
    .command('create')
    .description('create a token; its secret is printed once')
    .requiredOption('--project <name>', 'project')
    .requiredOption('--note <text>', 'what uses it')
    .requiredOption('--for <purpose...>', 'draft, revalidate, protection')
    .option('--path <pattern...>', 'only these paths, such as /about or /blog/* (default: all)')
    .option('--deployment <id...>', 'only these deployments (default: all)')
    .option('--expires-in-days <n>', 'end after so many days (default: never)', wholeNumber)
    .option('--json', 'print {"token": …} as JSON')
    .action(async ({ json, for: purposes, path, deployment, ...options }: CreateOptions) => {
      const input = { ...options, purposes: listed(purposes), paths: listed(path), deployments: listed(deployment) }
      const parsed = createBypassTokenInput.safeParse(input)
      if (!parsed.success) throw misused(parsed.error.issues.map(issueText).join('\n'))
      const made = await api.call(endpoints.createBypassToken, parsed.data)
      shell.result({ json }, made, [made.token])
      if (!json) shell.note(`Save it now: it is not shown again. Its id is ${made.summary.id}.`)
    })
}

type RotateOptions = { readonly overlap: number; readonly json?: boolean }

function addRotate(bypass: Command, { api, shell }: CliContext): void {
  bypass
    .command('rotate')
    .description('make a new secret for the same scope; the old one keeps working for a while')
    .argument('<id>', 'its id (btk_…)')
    .option('--overlap <time>', 'how long the old one keeps working: 30s, 15m, 24h, 7d, or 0', parsedSpan, 3_600)
    .option('--json', 'print {"token": …} as JSON')
    .action(async (id: string, { overlap: overlapSeconds, json }: RotateOptions) => {
      const parsed = rotateBypassTokenInput.safeParse({ id, overlapSeconds })
      if (!parsed.success) throw misused(parsed.error.issues.map(({ message }) => message).join('\n'))
      const rotated = await api.call(endpoints.rotateBypassToken, parsed.data)
      shell.result({ json }, rotated, [rotated.token])
      if (json) return
      const { expiresAt } = rotated.replaced
      const rest = overlapSeconds === 0 ? 'does not hold any more' : `holds until ${expiresAt}`
      shell.note(`Save it now: it is not shown again. Its id is ${rotated.summary.id}; ${id} ${rest}.`)
    })
}

function addRevoke(bypass: Command, context: CliContext): void {
  bypass
    .command('revoke')
    .description('revoke a token, and tell which edges obey')
    .argument('<id>', 'its id (btk_…)')
    .option('--json', 'print the result as JSON')
    .action(async (id: string, { json }: { readonly json?: boolean }) => {
      const { api, shell } = context
      const revoked = await api.call(endpoints.revokeBypassToken, { id })
      const { summary, seq } = revoked
      if (seq === null) return shell.result({ json }, revoked, [`${id} (${summary.note}) had already ended.`])
      const receipt = await receiptOf(context, summary.project, seq)
      shell.result({ json }, { ...revoked, receipt }, [`Revoked ${id} (${summary.note}).`, ...receiptLines(receipt)])
    })
}

/** Which edges obey the change, once all do or a moment has passed. */
async function receiptOf({ api }: CliContext, project: string, seq: number) {
  const endMs = performance.now() + OBEY_MS
  for (;;) {
    const { receipt } = await api.callAgain(endpoints.getBypassReceipt, { project, seq })
    if (receipt.stragglers.length === 0 || performance.now() >= endMs) return receipt
    await pause(LOOK_MS)
  }
}

function listLines(project: string, { tokens, baked, wrong }: BypassTokenList): string[] {
  const none = `${project} has no bypass token. Make one: ${FRESHET} bypass create --project ${project} --note <text> --for draft`
  const headings = ['ID', 'NOTE', 'OPENS', 'WHERE', 'USES', 'LAST USED', 'REFUSED', 'ENDS']
  return [
    ...tableOr(none, headings, tokens.map(rowOf)),
    ...(baked.length === 0 ? [] : ['', 'From builds, until their deployments are deleted:']),
    ...(baked.length === 0 ? [] : table(['DEPLOYMENTS', 'ROUTES', 'PRERENDERS'], baked.map(bakedRowOf))),
    ...(wrong.requests === 0 && wrong.unseen === 0 ? [] : ['', wrongLine(wrong)]),
  ]
}

function rowOf(token: BypassToken): string[] {
  const { id, note, purposes, paths, deployments, uses, lastUsedAt, refusals, state, expiresAt } = token
  return [
    id,
    note,
    purposes.join(' '),
    [...(paths.length === 0 ? ['all paths'] : paths), ...deployments].join(' '),
    String(uses),
    lastUsedAt === null ? 'never' : `${age((Date.now() - Date.parse(lastUsedAt)) / 1_000)} ago`,
    String(refusals),
    state === 'revoked' || state === 'expired' ? state : (expiresAt ?? 'when revoked'),
  ]
}

function bakedRowOf({ deployments, routes, prerenders }: BakedToken): string[] {
  return [
    deployments.map(({ id, isShown }) => (isShown ? `${id} (shown)` : id)).join(' '),
    String(routes),
    String(prerenders),
  ]
}

function wrongLine({ requests, unseen, addressCount, newest }: BypassTokenList['wrong']): string {
  const last = newest[0] === undefined ? '' : `, last at ${newest[0].lastAt} from ${newest[0].address}`
  return `Wrong tokens in 30 days: ${counted(requests, 'request')} of ${counted(addressCount, 'address', 'addresses')}, ${unseen} more not looked at${last}.`
}

const FLAGS: ReadonlyMap<PropertyKey | undefined, string> = new Map([
  ['note', '--note'],
  ['purposes', '--for'],
  ['paths', '--path'],
  ['deployments', '--deployment'],
  ['expiresInDays', '--expires-in-days'],
  ['project', '--project'],
])

function issueText({ path: [field], message }: { readonly path: readonly PropertyKey[]; readonly message: string }) {
  return `${FLAGS.get(field)}: ${message}`
}

function listed(values: readonly string[] = []): string[] {
  return values.flatMap((value) => value.split(','))
}

function wholeNumber(text: string): number {
  if (/^\d+$/.test(text)) return Number(text)
  throw new InvalidArgumentError('This is a number of days.')
}

const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const

function parsedSpan(text: string): number {
  const [, count, unit] = text.match(/^(\d+)([smhd]?)$/) ?? []
  if (count === undefined) throw new InvalidArgumentError('Use a time such as 30s, 15m, 24h, 7d, or 0.')
  const found = Object.entries(SECONDS).find(([name]) => name === unit)
  return Number(count) * (found?.[1] ?? 1)
}
