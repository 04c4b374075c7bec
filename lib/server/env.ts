import { isIP } from 'node:net'
import { z } from 'zod'

const MAX_PORT = 65_535
const portFrom = (least: number) => {
  const rule = `a port number, ${least} to ${MAX_PORT}`
  return z.coerce.number({ error: rule }).int(rule).min(least, rule).max(MAX_PORT, rule)
}
const port = portFrom(1)
/** For what nobody has to know beforehand: 0 takes a free one. */
const anyPort = portFrom(0)
const address = z.string().refine((text) => isIP(text) > 0, 'an IP address, such as 127.0.0.1 or 0.0.0.0')
const label = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'lower-case letters, digits and hyphens')
const hostSuffix = z
  .string()
  .regex(/^[a-z0-9]+(?:[.-][a-z0-9]+)*$/, 'a domain, such as preview.example.com, without a leading dot')
const databaseUrl = z
  .string()
  .refine(isDatabaseUrl, `a postgres:// connection string, with ports from 1 to ${MAX_PORT} where it names some`)
const sitesUrl = z.string().refine(isSitesUrl, `https://*, or with a port from 1 to ${MAX_PORT} https://*:8443`)
/** `new URL` refuses a port that is too large, and takes 0. */
const webUrl = (example: string) =>
  z
    .url({ protocol: /^https?$/, error: `a URL, such as ${example}` })
    .refine((url) => !URL.canParse(url) || new URL(url).port !== '0', `a URL with a port from 1 to ${MAX_PORT}`)
const secretKeys = z
  .string()
  .regex(
    /^[\w+/-]{43}=?(?:,\s*[\w+/-]{43}=?)*$/,
    '32 bytes in base64 (openssl rand -base64 32), older keys behind it, separated by commas',
  )
const connectionCount = z.coerce.number({ error: 'a number of connections' }).int('a number of connections')
const flag = z.enum(['0', '1'], { error: '0 or 1' }).transform((text) => text === '1')

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= MAX_PORT
}

function isSitesUrl(text: string): boolean {
  const [, port] = /^https?:\/\/\*(?::(\d+))?$/.exec(text) ?? [text, 'none']
  return port === undefined || isPort(port)
}

/** It may name several servers, which `new URL` does not know. */
function isDatabaseUrl(text: string): boolean {
  const [, rest] = /^postgres(?:ql)?:\/\/(.+)$/s.exec(text) ?? []
  if (rest === undefined) return false
  const hosts = (rest.split(/[/?]/, 1)[0] ?? '').split('@').at(-1) ?? ''
  return hosts.split(',').every((host) => {
    const [, port] = /:(\d+)$/.exec(host) ?? []
    return port === undefined || isPort(port)
  })
}

/** An IP address or CIDR block, as in `10.0.0.0/8`. */
function isAddressBlock(text: string): boolean {
  const [ip = '', bits, ...rest] = text.split('/')
  const version = isIP(ip)
  if (version === 0 || rest.length > 0) return false
  if (bits === undefined) return true
  return /^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128)
}

const addressBlocks = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((block) => block.trim())
      .filter((block) => block !== ''),
  )
  .refine((blocks) => blocks.every(isAddressBlock), 'IP addresses or CIDR blocks, separated by commas')

/** Variables that an operator may set for all of Freshet. `.env.example` explains each. */
const settings = {
  FRESHET_DATA_DIR: z.string().default('.freshet'),
  EDGE_HOST: address.default('127.0.0.1'),
  EDGE_PORT: port.default(8080),
  DASHBOARD_HOST: address.default('127.0.0.1'),
  PORT: port.default(3000),
  SITES_URL: sitesUrl.optional(),
  PREVIEW_PORT: anyPort.default(3001),
  PREVIEW_URL: webUrl('https://previews.example.net').optional(),
  DASHBOARD_URL: webUrl('https://freshet.example.com').optional(),
  CONTROL_ADDRESS: address.default('127.0.0.1'),
  CONTROL_PORT: anyPort.default(0),
  FRESHET_ACCESS_LOG: z.string().optional(),
  FRESHET_SECRET_KEY: secretKeys.optional(),
  TRUSTED_PROXIES: addressBlocks.default([]),
  CONNECTIONS: connectionCount.min(1, 'at least 1').default(20_000),
  CONNECTIONS_PER_ADDRESS: connectionCount.min(0, '0, which is no limit, or more').default(2_000),
  PREVIEW_SUFFIX: hostSuffix.default('localhost'),
  REGION: label.default('local'),
  REGION_CACHE_MB: z.coerce
    .number({ error: 'a number of megabytes' })
    .int('a number of megabytes')
    .min(8, 'at least 8')
    .default(256),
  UNDO_GRACE_HOURS: z.coerce
    .number({ error: 'a number of hours' })
    .min(0, 'at least 0')
    .max(8_760, 'at most 8760, a year')
    .default(24),
  PURGES_PER_MINUTE: z.coerce
    .number({ error: 'a number of purges' })
    .int('a number of purges')
    .min(0, '0, which is no limit, or more')
    .default(1_200),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal'], { error: 'trace, debug, info, warn, error or fatal' })
    .default('info'),
  NODE_ENV: z
    .enum(['production', 'development', 'test'], { error: 'production, development or test' })
    .default('production'),
  ISR_TEST_CLOCK: flag.default(false),
}

/** Advancing time by hand would let whoever reaches the control port empty every cache. */
const TEST_CLOCK_RULE = {
  path: ['ISR_TEST_CLOCK'],
  error: 'unset, or 0, unless NODE_ENV is test or development',
}
const isClockAllowed = (env: { ISR_TEST_CLOCK: boolean; NODE_ENV: string }) =>
  !env.ISR_TEST_CLOCK || env.NODE_ENV !== 'production'

const launcherSchema = z
  .object({ ...settings, DATABASE_URL: databaseUrl.optional() })
  .refine(isClockAllowed, TEST_CLOCK_RULE)
const processSchema = z
  .object({
    ...settings,
    DATABASE_URL: databaseUrl,
    FLEET_SECRET: z.string().min(16, 'at least 16 characters, the same for all edges and dashboards'),
  })
  .refine(isClockAllowed, TEST_CLOCK_RULE)

/** Settings of `npm start`. Without `DATABASE_URL` it runs a database of its own. */
export type LauncherEnv = z.infer<typeof launcherSchema>
/** Settings of an edge or a dashboard. */
export type Env = z.infer<typeof processSchema>

type Variables = Readonly<Record<string, string | undefined>>

/** Settings of this edge or dashboard. Throws, naming each variable that is wrong and what is allowed. */
export function readEnv(variables: Variables = process.env): Env {
  return parse(processSchema, variables)
}

/** Settings of the launcher. Throws, naming each variable that is wrong and what is allowed. */
export function readLauncherEnv(variables: Variables = process.env): LauncherEnv {
  return parse(launcherSchema, variables)
}

/** Everything this process was started with, to be handed to a child. */
export function inheritedEnv(): NodeJS.ProcessEnv {
  return process.env
}

/** The server that integration tests use instead of an embedded one. */
export function testDatabaseUrl(): string | undefined {
  return parse(z.object({ DATABASE_URL: databaseUrl.optional() }), process.env).DATABASE_URL
}

/** A server that is not the embedded one, to run what adapters promise on it as well. */
export function otherDatabaseUrl(): string | undefined {
  return parse(z.object({ DATABASE_TEST_URL: databaseUrl.optional() }), process.env).DATABASE_TEST_URL
}

/** The rounds of fault tests to play: 1 to as many as were asked for, one if nobody asked. */
export function faultRounds(): readonly number[] {
  const { FAULT_ROUNDS: count } = parse(z.object({ FAULT_ROUNDS: z.coerce.number().default(1) }), process.env)
  return Array.from({ length: count }, (_, index) => index + 1)
}

/** The Chromium that browser tests are to use; `undefined` leaves the choice to `scripts/browser.ts`. */
export function browserPath(): string | undefined {
  return process.env.E2E_BROWSER || undefined
}

/** An empty variable counts as not set: that is what `NAME=` in a shell or a `.env` file means. */
function parse<Schema extends z.ZodType>(schema: Schema, variables: Variables): z.output<Schema> {
  const present = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  )
  const parsed = schema.safeParse(present)
  if (parsed.success) return parsed.data
  const lines = parsed.error.issues.map(
    ({ path, message }) => `  ${path.join('.')}: ${describe(path.join('.'), present[path.join('.')], message)}`,
  )
  throw new Error(`Wrong settings:\n${lines.join('\n')}`)
}

function describe(name: string, given: string | undefined, allowed: string): string {
  if (given === undefined) return `must be set: ${allowed}`
  // Connection strings hold passwords, and errors end in logs.
  const isSecret = given.includes('@') || /SECRET/.test(name)
  return `must be ${allowed}${isSecret ? '' : `, not "${given}"`}`
}
