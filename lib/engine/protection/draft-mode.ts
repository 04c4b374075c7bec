import type { Site } from '@/lib/engine/deployment'
import { DRAFT_COOKIE } from '@/lib/engine/headers'
import { bakedTokens } from '@/lib/engine/protection/baked-tokens'
import { draftSecretOf } from '@/lib/engine/protection/bypass-tokens'
import type { Pass } from '@/lib/engine/protection/door'
import { cookieLine, OWN_PATHS, seeOther, withHeaders } from '@/lib/engine/protection/own-answers'
import { refuse } from '@/lib/engine/refusal'
import type { EngineRequest, EngineResponse } from '@/lib/engine/request'

/** Opens a draft link, `?link=…`. */
export const OPEN_PATH = `${OWN_PATHS}draft`
/** Leaves draft mode and goes on to `?to=/path`. */
export const LEAVE_PATH = `${OWN_PATHS}draft/leave`

/** A second cookie that Next's pages router may set. */
const PREVIEW_COOKIE = '__next_preview_data'

/**
 * Enters the framework's own draft mode, with the framework's cookie, so that the site's code can end it as well. Its value is
 * a pass; functions receive the deployment's token in its place, which no browser gets to see. 404 when there is none.
 */
export function enterDraft(
  { request, site }: { readonly request: EngineRequest; readonly site: Site },
  { pass, path }: { readonly pass: Pass; readonly path: string },
): EngineResponse {
  if (bakedTokens(site.deployment).length === 0) {
    const message = 'This deployment has no draft mode: none of its pages has a bypass token.'
    return refuse(request, { status: 404, code: 'NO_DRAFT_MODE', message, outcome: { status: 'NONE', reason: null } })
  }
  const { text, lifeSeconds } = pass
  const cookie = { ...draftCookie(request), name: DRAFT_COOKIE, value: draftSecretOf(text), lifeSeconds }
  return withHeaders(seeOther(path), [['set-cookie', cookieLine(cookie)]])
}

/** Removes the cookies of draft mode and redirects. Needs no access: it takes something away. */
export function leaveDraft(request: EngineRequest, to: string): EngineResponse {
  const gone = [DRAFT_COOKIE, PREVIEW_COOKIE].map((name) => {
    return ['set-cookie', cookieLine({ ...draftCookie(request), name, value: '', lifeSeconds: 0 })] as const
  })
  return withHeaders(seeOther(to), gone)
}

/** Editors may see the page in a frame of their CMS, hence `SameSite=None` (Next does the same). */
function draftCookie({ protocol }: EngineRequest) {
  return { isSecure: protocol === 'https', sameSite: 'None' } as const
}
