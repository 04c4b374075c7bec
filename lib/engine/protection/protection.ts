import type { HeaderPair, Site } from '@/lib/engine/deployment'
import type { Engine } from '@/lib/engine/engine'
import { cookieIn } from '@/lib/engine/headers'
import { counted, placeOf } from '@/lib/engine/metering/counted'
import { away } from '@/lib/engine/outage'
import type { Pass } from '@/lib/engine/protection/door'
import { enterDraft, LEAVE_PATH, leaveDraft, OPEN_PATH } from '@/lib/engine/protection/draft-mode'
import {
  cookieLine,
  isOwnPath,
  OWN_PATHS,
  privately,
  seeOther,
  temporarily,
  withHeaders,
} from '@/lib/engine/protection/own-answers'
import { matchShown, pathOf, shownToken, withoutShown } from '@/lib/engine/protection/shown-token'
import { notFound, refuse } from '@/lib/engine/refusal'
import type { EngineRequest, EngineResponse } from '@/lib/engine/request'
import { valueIn } from '@/lib/engine/steps/respond'

/** A request to a host whose answer is not the site's alone to give, and the site that the host shows. */
export type Guarded = { readonly request: EngineRequest; readonly site: Site }

/** Answers as the site does. */
type Answer = (request: EngineRequest) => EngineResponse | Promise<EngineResponse>

const PASS_PATH = `${OWN_PATHS}pass`
/** Browsers take this name over https only, from this host only: no sibling host can set it. */
const SECURE_PASS = '__Host-freshet_pass'
const PLAIN_PASS = 'freshet_pass'

/** Whether a request has to pass `guard` first: its host is protected, or the path is one that Freshet answers itself. */
export function isGuarded({ request, site }: Guarded): boolean {
  return site.isProtected || isOwnPath(request.target)
}

/**
 * Lets visitors with access through to `answer`, and tells all others how to get access. Runs before anything is looked up,
 * so the refusal is the same for every path, whether or not there is something. Answers 503 when access cannot be checked.
 */
export async function guard(engine: Engine, guarded: Guarded, answer: Answer): Promise<EngineResponse> {
  const { request, site } = guarded
  const judged = await judgeVisitor(engine, guarded).catch((error: unknown) => ({
    kind: 'answered' as const,
    response: away(engine, request, { doing: 'asking who may see it', error }),
  }))
  if (judged.kind === 'answered') return counted(engine, request, placeOf(site, '(protection)'), judged.response)
  return withHeaders(privately(await answer(withoutShown(request))), judged.lines)
}

type Judged =
  | { readonly kind: 'answered'; readonly response: EngineResponse }
  /** `lines` are added to the answer, whatever it is. */
  | { readonly kind: 'admitted'; readonly lines: readonly HeaderPair[] }

async function judgeVisitor(engine: Engine, guarded: Guarded): Promise<Judged> {
  const own = await answerOwn(engine, guarded)
  if (own !== undefined) return { kind: 'answered', response: own }
  const token = shownToken(guarded.request)
  // A token in the address is removed by a redirect even when the browser has a pass: addresses get copied and logged.
  const isAskedFirst = token?.isInQuery === true && token.cookie !== null
  if (!isAskedFirst && (await hasPass(engine, guarded))) return { kind: 'admitted', lines: [] }
  const id = token && (await matchShown(engine, guarded, token))
  if (token === undefined || id === undefined) {
    if (isAskedFirst && (await hasPass(engine, guarded))) return { kind: 'admitted', lines: [] }
    return { kind: 'answered', response: refused(engine, guarded, 'PROTECTED') }
  }
  if (token.cookie === null) return { kind: 'admitted', lines: [] }
  const lines = [passLine(guarded.request, engine.door.passOfToken(id, guarded.site), token.cookie)]
  if (!token.isInQuery) return { kind: 'admitted', lines }
  return { kind: 'answered', response: withHeaders(temporarily(withoutShown(guarded.request).target), lines) }
}

async function answerOwn(engine: Engine, guarded: Guarded): Promise<EngineResponse | undefined> {
  const { request } = guarded
  if (!isOwnPath(request.target)) return undefined
  const { pathname, searchParams } = new URL(request.target, 'http://own.invalid')
  if (request.method !== 'GET') return notFound(request)
  switch (pathname) {
    case PASS_PATH:
      return redeem(engine, guarded, searchParams.get('ticket') ?? '')
    case OPEN_PATH:
      return openDraft(engine, guarded, searchParams.get('link') ?? '')
    case LEAVE_PATH:
      return leaveDraft(request, searchParams.get('to') ?? '/')
    default:
      return guarded.site.isProtected && !(await hasPass(engine, guarded)) ? undefined : notFound(request)
  }
}

async function redeem(engine: Engine, guarded: Guarded, ticket: string): Promise<EngineResponse> {
  const { request, site } = guarded
  const redeemed = await engine.door.redeem(ticket, site)
  if (redeemed === undefined) return refused(engine, guarded, 'TICKET_REFUSED')
  return withHeaders(seeOther(redeemed.to), [passLine(request, redeemed.pass)])
}

async function openDraft(engine: Engine, guarded: Guarded, link: string): Promise<EngineResponse> {
  const { request, site } = guarded
  const opened = await engine.door.openDraft(link, site)
  if (opened === undefined) return refused(engine, guarded, 'DRAFT_LINK_REFUSED')
  const entered = enterDraft(guarded, opened)
  return site.isProtected && entered.status < 400 ? withHeaders(entered, [passLine(request, opened.pass)]) : entered
}

function passLine({ protocol }: EngineRequest, pass: Pass, sameSite: 'Lax' | 'None' = 'Lax'): HeaderPair {
  const isSecure = protocol === 'https'
  const name = isSecure ? SECURE_PASS : PLAIN_PASS
  return ['set-cookie', cookieLine({ name, value: pass.text, lifeSeconds: pass.lifeSeconds, isSecure, sameSite })]
}

async function hasPass(engine: Engine, { request, site }: Guarded): Promise<boolean> {
  const name = request.protocol === 'https' ? SECURE_PASS : PLAIN_PASS
  const pass = cookieIn(valueIn(request.rawHeaders, 'cookie') ?? '', name)
  return pass !== undefined && engine.door.admits(pass, { site, path: pathOf(request), to: 'host' })
}

const MESSAGES = {
  PROTECTED: 'This site is protected. Sign in at its dashboard, or send a bypass token as x-vercel-protection-bypass.',
  TICKET_REFUSED: 'This link was used before or has expired. Sign in at the dashboard again.',
  DRAFT_LINK_REFUSED: 'This draft link was revoked, has expired, or is for another site. Ask for a new one.',
} as const

function refused(engine: Engine, { request }: Guarded, code: keyof typeof MESSAGES): EngineResponse {
  const href = code === 'DRAFT_LINK_REFUSED' ? undefined : signInHref(engine, request)
  const refusal = refuse(request, {
    status: code === 'DRAFT_LINK_REFUSED' ? 410 : 401,
    code,
    message: MESSAGES[code],
    outcome: { status: 'NONE', reason: null },
    ...(href === undefined ? {} : { link: { label: 'Sign in', href } }),
  })
  // RFC 9110 §15.5.2 wants a challenge; browsers pass over one that they do not know.
  const challenge = refusal.status === 401 ? [['www-authenticate', 'Freshet'] as const] : []
  return withHeaders(refusal, [...challenge, ['x-robots-tag', 'noindex'], ['referrer-policy', 'no-referrer']])
}

/** Where to sign in. The dashboard then leads back to the requested path, or to `/` if that is one of Freshet's own. */
function signInHref({ settings }: Engine, request: EngineRequest): string | undefined {
  if (settings.dashboardUrl === null) return undefined
  const { protocol, authority, target, method } = withoutShown(request)
  const to = isOwnPath(target) || method !== 'GET' ? '/' : target
  return `${settings.dashboardUrl}/sign-in/visit?${new URLSearchParams({ url: `${protocol}://${authority}${to}` })}`
}
