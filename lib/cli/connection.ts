import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { z } from 'zod'
import { FRESHET } from '@/lib/cli/called-as'
import { CliFailure, EXIT, notRunning } from '@/lib/cli/failure'
import type { CreateTokenInput, CreateTokenResult } from '@/lib/contract/access'

const DEFAULT_URL = 'http://localhost:3000'

const settings = z.object({
  FRESHET_URL: z.url({ protocol: /^https?$/ }).optional(),
  FRESHET_TOKEN: z.string().optional(),
  FRESHET_DATA_DIR: z.string().default('.freshet'),
  DASHBOARD_URL: z.url({ protocol: /^https?$/ }).optional(),
})

/** What the launcher leaves in its data folder for programs on the same machine. */
const connectionFile = z.object({ databaseUrl: z.string(), dashboardUrl: z.string() })
export type LocalConnection = z.infer<typeof connectionFile>

/** Where calls go and by which right. */
export type Connection = {
  readonly url: string
  /** Where people open it, for links that somebody else is sent. */
  readonly shownUrl: string
  /** `null` when there is neither a token nor a Freshet on this machine. */
  readonly access:
    | { readonly kind: 'token'; readonly token: string }
    | { readonly kind: 'local'; readonly local: LocalConnection }
    | null
}

/**
 * Reads the connection from the environment and the `.env` that `npm start` reads too, else from the Freshet that runs on this machine from this checkout. A local
 * database answers for its own dashboard only: with `FRESHET_URL` naming another one, a token is needed.
 */
export async function findConnection(
  variables: Readonly<Record<string, string | undefined>>,
  checkout: string,
): Promise<Connection> {
  const all = { ...(await readEnvFile(checkout)), ...variables }
  const present = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''))
  const parsed = settings.safeParse(present)
  if (!parsed.success) {
    const message = 'FRESHET_URL and DASHBOARD_URL must be URLs such as http://localhost:3000.'
    throw new CliFailure(EXIT.usage, { code: 'invalid', message })
  }
  const { FRESHET_URL: url, FRESHET_TOKEN: token, FRESHET_DATA_DIR: dataDir, DASHBOARD_URL: shown } = parsed.data
  const local = await readLocal(resolve(checkout, dataDir))
  const isLocal = local !== undefined && (url === undefined || isSameOrigin(url, local.dashboardUrl))
  if (token !== undefined) {
    const called = url ?? local?.dashboardUrl ?? DEFAULT_URL
    return { url: called, shownUrl: (isLocal ? shown : undefined) ?? called, access: { kind: 'token', token } }
  }
  if (!isLocal) return { url: url ?? DEFAULT_URL, shownUrl: url ?? DEFAULT_URL, access: null }
  return { url: local.dashboardUrl, shownUrl: shown ?? local.dashboardUrl, access: { kind: 'local', local } }
}

/** Works straight on the database of this machine, so the dashboard need not run. */
export async function createLocalToken(local: LocalConnection, input: CreateTokenInput): Promise<CreateTokenResult> {
  const { createTokenLocally } = await import('@/lib/cli/local')
  return createTokenLocally(local.databaseUrl, input)
}

/**
 * The token that calls carry: the one given, or a short-lived one made for this call on this machine. Without either, it is
 * told first whether anybody listens: where nobody does, no token would help.
 */
export async function tokenFor({ url, access }: Pick<Connection, 'url' | 'access'>): Promise<string> {
  if (access?.kind === 'token') return access.token
  if (access?.kind === 'local') {
    const { mintTokenLocally } = await import('@/lib/cli/local')
    return mintTokenLocally(access.local.databaseUrl)
  }
  await fetch(url, { method: 'HEAD', redirect: 'manual' }).catch((error: unknown) => {
    throw notRunning(url, error)
  })
  const message = `No token for ${url}. Make one on the machine that runs Freshet (“${FRESHET} token create --name me”) and set FRESHET_TOKEN.`
  throw new CliFailure(EXIT.refused, { code: 'unauthorized', message })
}

/** The `.env` that `npm start` reads too. */
export async function readEnvFile(checkout: string): Promise<NodeJS.Dict<string>> {
  return parseEnv((await readOwn(join(checkout, '.env'))) ?? '')
}

async function readLocal(dataDir: string): Promise<LocalConnection | undefined> {
  const text = await readOwn(join(dataDir, 'connection.json'))
  return text === undefined ? undefined : connectionFile.parse(JSON.parse(text))
}

/** `undefined` when there is no such file, or when it is not for this user: then neither is what it leads to. */
async function readOwn(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EACCES'))
      return undefined
    throw error
  }
}

function isSameOrigin(one: string, other: string): boolean {
  const [a, b] = [new URL(one), new URL(other)]
  const name = ({ hostname }: URL) => (hostname === '127.0.0.1' ? 'localhost' : hostname)
  return a.protocol === b.protocol && name(a) === name(b) && a.port === b.port
}
