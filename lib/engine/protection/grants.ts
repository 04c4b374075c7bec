import type { Site } from '@/lib/engine/deployment'
import type { Engine } from '@/lib/engine/engine'
import { DRAFT_COOKIE, REVALIDATE_HEADER, RequestHeaders } from '@/lib/engine/headers'
import { bakedTokens } from '@/lib/engine/protection/baked-tokens'
import { draftPassIn, isOwnSecret, matchToken, mayBeShown } from '@/lib/engine/protection/bypass-tokens'
import { isSameToken } from '@/lib/engine/protection/is-same-token'
import type { EngineRequest } from '@/lib/engine/request'
import { parseTarget } from '@/lib/engine/routing/parse-target'

/** What operators' tokens open for a request, in addition to the deployment's own token. */
export type Grants = {
  readonly of: ReadonlySet<'draft' | 'revalidate'>
  /** The address guessed too often, so the request is treated as one without secrets. */
  readonly isHeld: boolean
}

/** Nothing is opened. */
export const NO_GRANTS: Grants = { of: new Set(), isHeld: false }
const HELD: Grants = { of: new Set(), isHeld: true }

/** Checks the secrets of a request. Answers at once, without a promise, when it has none. */
export function grantsOf(engine: Engine, site: Site, request: EngineRequest): Grants | Promise<Grants> {
  const received = new RequestHeaders(request.rawHeaders)
  const secrets = [
    { purpose: 'revalidate', secret: received.get(REVALIDATE_HEADER) },
    { purpose: 'draft', secret: received.cookie(DRAFT_COOKIE) },
  ] as const
  const isPlain = secrets.every(({ secret }) => secret === undefined || secret === '')
  return isPlain ? NO_GRANTS : grantsOfSecrets(engine, site, { request, secrets })
}

type Received = {
  readonly request: EngineRequest
  readonly secrets: readonly { readonly purpose: 'draft' | 'revalidate'; readonly secret: string | undefined }[]
}

async function grantsOfSecrets(engine: Engine, site: Site, { request, secrets }: Received): Promise<Grants> {
  const parsed = parseTarget(request.target)
  if ('refused' in parsed) return NO_GRANTS
  const granted = new Set<'draft' | 'revalidate'>()
  for (const { purpose, secret } of secrets) {
    if (secret === undefined || secret === '') continue
    const shown = { site, clientIp: request.clientIp, path: parsed.path, purpose, secret }
    const pass = purpose === 'draft' ? draftPassIn(secret) : undefined
    if (pass !== undefined) {
      if (await seesDrafts(engine, pass, { site, path: parsed.path })) granted.add('draft')
      continue
    }
    if (!mayBeShown(engine, shown)) return HELD
    const isBaked = bakedTokens(site.deployment).some((token) => isSameToken(secret, token))
    if (!isBaked && (await matchToken(engine, shown)) !== undefined) granted.add(purpose)
  }
  return { of: granted, isHeld: false }
}

/** Whether the pass of a draft link is still valid. When that cannot be checked, the visitor gets the published page. */
async function seesDrafts(engine: Engine, pass: string, where: { readonly site: Site; readonly path: string }) {
  try {
    return await engine.door.admits(pass, { ...where, to: 'drafts' })
  } catch (error) {
    engine.observe({ type: 'store_unavailable', doing: `asking about a draft link of ${where.site.domain}`, error })
    return false
  }
}

/** The secret, if it may be compared with the deployment's own token: never one of an operator, nor of a held address. */
export function ownToDeployment(secret: string | undefined, { isHeld }: Grants): string | undefined {
  return secret === undefined || isHeld || isOwnSecret(secret) ? undefined : secret
}
