import { execFileSync } from 'node:child_process'
import { CommanderError } from 'commander'
import { expect, test } from 'vitest'
import { auditCommands } from '@/components/audit/audit-filter'
import { functionsCommands } from '@/components/functions/function-filter'
import { liveCommand } from '@/components/live/live-filter'
import { memberCommand } from '@/components/members/member-words'
import { pathsCommands } from '@/components/paths/path-filter'
import { journalCommands } from '@/components/purges/journal-filter'
import { panelCommands } from '@/components/shell/panel-commands'
import { tagsCommands } from '@/components/tags/tag-filter'
import { apiTokenCommands, bypassCommands } from '@/components/tokens/token-commands'
import { pricesCommands, usageCommands, whatIfCommands } from '@/components/usage/usage-filter'
import { diffCommands, versionCommands } from '@/components/versions/version-commands'
import { whyCommands } from '@/components/why/why-commands'
import { createApi } from '@/lib/cli/api'
import { createProgram } from '@/lib/cli/program'
import { createShell } from '@/lib/cli/shell'
import { listAuditInput } from '@/lib/contract/audit'
import { endpoints } from '@/lib/contract/endpoints'
import { listFunctionsInput } from '@/lib/contract/functions'
import { listJournalInput } from '@/lib/contract/journal'
import { listPathsInput } from '@/lib/contract/paths'
import { listTagsInput } from '@/lib/contract/tags'
import { usageInput } from '@/lib/contract/usage'

// What pages offer to copy is run through a real shell: its words must be those that the command line, or the API, takes.

const project = 'shop'
const page = { project, domain: 'shop.localhost', path: `/it's a $(path)` }
const place = { provider: 'vercel', plan: 'pro', region: 'iad1' } as const

const OFFERED: readonly (readonly [string, string])[] = [
  ...[
    ...panelCommands.overview({ project, window: '24h', domain: page.domain }),
    ...panelCommands.invocations(project),
    ...panelCommands.deployments(project),
    ...panelCommands.edges(),
    ...panelCommands.purges(project),
    ...panelCommands.planned(project),
    ...panelCommands.crons(project),
    ...panelCommands.origins(project),
    ...panelCommands.variables(project),
    ...panelCommands.protection(project),
    ...panelCommands.draftLinks(project),
    ...panelCommands.retention(project),
    ...panelCommands.functions(project),
    ...panelCommands.invitations(),
    ...panelCommands.timeline(page),
    ...panelCommands.stored(page),
    ...auditCommands(listAuditInput.parse({ q: `it's`, actor: 'token:ci' })),
    ...usageCommands(usageInput.parse({ project, by: 'path' })),
    ...pricesCommands(project, place),
    ...whatIfCommands({ project, route: '/[slug]', revalidate: 60 }),
    ...versionCommands({ project, version: 'ver_a' }, undefined),
    ...diffCommands({ project, from: 'ver_a', to: 'ver_b' }),
    ...whyCommands('http://shop.localhost:8080/a?b=c&d=e'),
    ...bypassCommands(project),
    ...apiTokenCommands(),
    ...journalCommands(listJournalInput.parse({ project, q: 'it is', kind: 'pin' })),
    ...functionsCommands(listFunctionsInput.parse({ project })),
    ...tagsCommands(listTagsInput.parse({ project, page: 2 }), undefined),
    ...tagsCommands(listTagsInput.parse({ project }), `it's`),
    ...pathsCommands(listPathsInput.parse({ project, state: 'pinned', route: '/[slug]', page: 2 })),
    ...panelCommands.domains(project),
    ...panelCommands.jobs(project),
  ].map(({ text }) => text),
  memberCommand('invite', 'ada@example.com', { role: 'viewer', projects: [project] }),
  memberCommand('role', 'ada@example.com', { role: 'operator', projects: undefined }),
  liveCommand({ project }),
].map((text) => [text.startsWith('curl') ? 'curl' : 'CLI', text])

/** The words that a shell makes of a command, without running it. */
function wordsOf(command: string): readonly string[] {
  const script = `npx() { printf '%s\\0' "$@"; }; curl() { printf '%s\\0' "$@"; }; ${command}`
  const env = { NODE_ENV: 'test', FRESHET_URL: 'http://dashboard', FRESHET_TOKEN: 'a-token' } as const
  return execFileSync('sh', ['-c', script], { env }).toString().split('\0').slice(0, -1)
}

class Reached extends Error {}

/** Parses as the command line does, up to its first call of the API. */
async function parse(words: readonly string[]): Promise<unknown> {
  const reach = () => Promise.reject(new Reached())
  const program = createProgram({ api: createApi(reach, reach), shell: createShell(), checkout: '', connect: reach })
  return program.parseAsync([...words], { from: 'user' }).catch((error: unknown) => error)
}

test.each(OFFERED.filter(([kind]) => kind === 'CLI'))('%s: %s is taken by the command line', async (_kind, text) => {
  const [freshet, ...words] = wordsOf(text)
  expect(freshet).toBe('freshet')
  const ended = await parse(words)
  expect(ended instanceof CommanderError ? ended.message : ended).toBeInstanceOf(Reached)
})

test.each(OFFERED.filter(([kind]) => kind === 'curl'))('%s: %s is a call of the API', (_kind, text) => {
  const words = wordsOf(text)
  const url = new URL(words.find((word) => word.startsWith('http://dashboard/')) ?? '')
  const method = words.includes('-X') ? words[words.indexOf('-X') + 1] : 'GET'
  expect(words).toContain('authorization: Bearer a-token')
  const called = Object.values(endpoints).find(
    (endpoint) => endpoint.method === method && patternOf(endpoint.path).test(url.pathname),
  )
  const json = words.includes('-d') ? JSON.parse(words[words.indexOf('-d') + 1] ?? '') : {}
  const named = patternOf(called?.path ?? '').exec(url.pathname)?.groups ?? {}
  const input = { ...Object.fromEntries(url.searchParams), ...json, ...decoded(named) }
  expect(called?.input.safeParse(input).error).toBeUndefined()
})

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`)
}

function decoded(named: Readonly<Record<string, string>>) {
  return Object.fromEntries(Object.entries(named).map(([name, value]) => [name, decodeURIComponent(value)]))
}
