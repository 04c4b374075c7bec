import type { Site } from '@/lib/engine/deployment'
import type { Engine } from '@/lib/engine/engine'
import type { BypassPurpose, BypassToken } from '@/lib/engine/fleet-ports'
import { pageOf } from '@/lib/engine/routing/entry-path'

/** A secret that came with a request, and what it is to open. */
export type ShownSecret = {
  readonly site: Pick<Site, 'projectId' | 'domain' | 'deployment'>
  readonly clientIp: string
  /** The visitor's, as `parseTarget` gives it. */
  readonly path: string
  readonly purpose: BypassPurpose
  readonly secret: string
}

type Matching = Pick<Engine, 'bypassTokens' | 'tokenMeter' | 'clock' | 'view' | 'observe'>

/** Secrets of operators' tokens begin with this. A cookie that does never reaches a function, valid or not. */
const OWN_SECRET = 'frb_'
/** In the cookie of draft mode, the pass of a draft link begins with this, with the same consequence. */
const DRAFT_PASS = 'frd_'

/**
 * The id of the token with this secret, if it is valid for the purpose, the path and the deployment; otherwise `undefined`.
 * Also `undefined` when it cannot be known: an edge that is out of touch with the journal could have missed a revocation.
 * Counts the use, the refusal or the guess. Secrets from an address that guessed too often are ignored for a while.
 */
export async function matchToken(engine: Matching, shown: ShownSecret): Promise<string | undefined> {
  const { bypassTokens, tokenMeter, clock } = engine
  const { site, purpose, secret } = shown
  if (!mayBeShown(engine, shown) || clock.nowMs() >= engine.view.confirmedUntilMs) return undefined
  try {
    const { token, digest } = await bypassTokens.find(site.projectId, secret)
    const nowMs = clock.nowMs()
    if (token === undefined) {
      tokenMeter.wrong(shown, digest, nowMs)
      return undefined
    }
    const holds = isValid(token, nowMs) && token.purposes.includes(purpose) && reaches(token, shown)
    tokenMeter.shown(token.id, { holds, nowMs, clientIp: shown.clientIp })
    return holds ? token.id : undefined
  } catch (error) {
    engine.observe({ type: 'store_unavailable', doing: `reading bypass tokens for ${site.domain}`, error })
    return undefined
  }
}

/** False when the visitor's address has guessed too often: its secrets are ignored, and that is counted. */
export function mayBeShown({ tokenMeter, clock }: Pick<Engine, 'tokenMeter' | 'clock'>, shown: ShownSecret): boolean {
  if (!tokenMeter.isHeld(shown, clock.nowMs())) return true
  tokenMeter.unseen(shown, clock.nowMs())
  return false
}

/** Whether secrets of this form are Freshet's own: an operator's token, or a pass. */
export function isOwnSecret(secret: string): boolean {
  return secret.startsWith(OWN_SECRET) || secret.startsWith(DRAFT_PASS)
}

/** A pass of a draft link as the cookie of draft mode holds it. */
export function draftSecretOf(pass: string): string {
  return `${DRAFT_PASS}${pass}`
}

/** The pass in such a cookie; `undefined` for every other secret. */
export function draftPassIn(secret: string): string | undefined {
  return secret.startsWith(DRAFT_PASS) ? secret.slice(DRAFT_PASS.length) : undefined
}

/** Whether a pattern covers a page. A plain path covers itself; `/blog/*` covers `/blog` and everything below, by whole segments. */
export function isPathOf(pattern: string, path: string): boolean {
  if (!pattern.endsWith('/*')) return path === pattern
  const folder = pattern.slice(0, -2)
  return path === folder || path.startsWith(`${folder}/`)
}

function isValid({ isRevoked, expiresAtMs }: BypassToken, nowMs: number): boolean {
  return !isRevoked && (expiresAtMs === null || nowMs < expiresAtMs)
}

/** Paths and deployments that a token is confined to; an empty list means all. */
export type Reach = Pick<BypassToken, 'paths' | 'deploymentIds'>

/** Whether a token covers this page of this deployment. The data of a page counts as the page. */
export function reaches({ paths, deploymentIds }: Reach, { site, path }: Pick<ShownSecret, 'site' | 'path'>): boolean {
  if (deploymentIds.length > 0 && !deploymentIds.includes(site.deployment.id)) return false
  if (paths.length === 0) return true
  const { page } = pageOf(path)
  return paths.some((pattern) => isPathOf(pattern, page))
}
