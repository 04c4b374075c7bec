import 'server-only'
import { isIP } from 'node:net'
import { cookies, headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { hasOperators } from '@/db/queries/access/access'
import { DEFAULT_TIMEOUT_MS, withDeadline } from '@/lib/adapters/postgres/deadline'
import { actorOfSession, actorOfToken } from '@/lib/ops/access/authenticate'
import type { Actor, Client, OpsContext } from '@/lib/ops/context'
import { composition, opsContext } from '@/lib/server/compose'

/** The browser gives the cookie up after this; the session itself ends by the database's clock. */
const COOKIE_SECONDS = 12 * 60 * 60
const PLAIN_NAME = 'freshet_session'
/** Browsers accept this name over https only, for this host only, for all its paths: no sibling host can set it. */
const SECURE_NAME = '__Host-freshet_session'

/**
 * For pages: the context of the signed-in operator. Sends everybody else to sign in, or to the set-up page while nobody
 * can sign in yet. Every page calls it: nothing else guards them.
 */
export async function requireOperator(): Promise<OpsContext> {
  const fields = await headers()
  const secret = (await cookies()).get(cookieName(fields))?.value
  const { db } = composition().pool
  // A database that hangs would hang the page too.
  const actor = secret === undefined ? undefined : await withDeadline(actorOfSession(db, secret), DEFAULT_TIMEOUT_MS)
  if (actor !== undefined) return opsContext({ actor, client: clientOf(fields) })
  redirect((await withDeadline(hasOperators(db), DEFAULT_TIMEOUT_MS)) ? '/sign-in' : '/set-up')
}

/** For pages that are seen before signing in: the context of nobody. */
export async function visitorContext(): Promise<OpsContext> {
  return opsContext({ actor: { kind: 'anonymous' }, client: clientOf(await headers()) })
}

/** Whom a request of the REST API is from: its bearer token, or else its session. Wrong ones count as nobody. */
export async function actorOfRequest(
  request: Request,
): Promise<{ readonly actor: Actor; readonly isByCookie: boolean }> {
  const { db } = composition().pool
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '')?.[1]
  if (bearer !== undefined) {
    return { actor: (await actorOfToken(db, bearer)) ?? { kind: 'anonymous' }, isByCookie: false }
  }
  const secret = sessionSecret(request)
  const actor = secret === undefined ? undefined : await actorOfSession(db, secret)
  return { actor: actor ?? { kind: 'anonymous' }, isByCookie: actor !== undefined }
}

/**
 * Whose page a browser says the request comes from; `untold` is a program. `Sec-Fetch-Site` is believed first, older
 * browsers are asked for `Origin`, where `null` (a sandboxed frame, a redirect) is nobody's.
 */
export function pageOf(request: Request): 'own' | 'foreign' | 'untold' {
  const site = request.headers.get('sec-fetch-site')
  const origin = request.headers.get('origin')
  if (origin === 'null') return 'foreign'
  if (site !== null) return site === 'same-origin' ? 'own' : 'foreign'
  if (origin === null) return 'untold'
  // A proxy may tell the browser's host in a field of its own: the front settled whether it is believed.
  const host = request.headers.get('x-forwarded-host') ?? request.headers.get('host')
  return URL.canParse(origin) && new URL(origin).host === host ? 'own' : 'foreign'
}

/** The `set-cookie` line that signs a browser in, or out with `null`. */
export function sessionCookie(request: Request, secret: string | null): string {
  const isSecure = isHttps(request.headers)
  const name = cookieName(request.headers)
  const age = secret === null ? 0 : COOKIE_SECONDS
  return `${name}=${secret ?? ''}; Path=/; Max-Age=${age}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`
}

/** The peer as the dashboard's front saw it: the last hop that is not a proxy of ours. */
export function clientOf(fields: Headers): Client {
  // A link-local address comes with the interface it is known on, which is nothing to other machines, nor to PostgreSQL.
  const [ip = ''] = (fields.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? '').split('%')
  return { ip: isIP(ip) === 0 ? null : ip, userAgent: fields.get('user-agent')?.slice(0, 300) ?? null }
}

function sessionSecret(request: Request): string | undefined {
  const pairs = (request.headers.get('cookie') ?? '').split(';').map((pair) => pair.trim().split('=', 2))
  const name = cookieName(request.headers)
  return pairs.find(([given]) => given === name)?.[1]
}

/** Over https the plain name does not count: a sibling host could set it, and so sign somebody in as somebody else. */
function cookieName(fields: Pick<Headers, 'get'>): string {
  return isHttps(fields) ? SECURE_NAME : PLAIN_NAME
}

/** Whether the browser reached us over https: this server itself, or a proxy that it trusts, says so. */
export function isHttps(fields: Pick<Headers, 'get'>): boolean {
  return fields.get('x-forwarded-proto')?.split(',').at(-1)?.trim() === 'https'
}

/** Whether passwords and sessions of this browser travel readable for others: plain HTTP, and not within one machine. */
export async function isPlainHttp(): Promise<boolean> {
  return isReadableOnTheWay(await headers())
}

/** The same of a request by its header fields. */
export function isReadableOnTheWay(fields: Pick<Headers, 'get'>): boolean {
  if (isHttps(fields)) return false
  const host = fields.get('x-forwarded-host') ?? fields.get('host') ?? ''
  return !/^(?:(?:[^:@/]+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i.test(host)
}
