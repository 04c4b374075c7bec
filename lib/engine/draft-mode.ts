import { bakedTokens } from '@/lib/engine/baked-tokens'
import { draftSecretOf } from '@/lib/engine/bypass-tokens'
import type { Site } from '@/lib/engine/deployment'
import type { Pass } from '@/lib/engine/door'
import { DRAFT_COOKIE } from '@/lib/engine/headers'
import { cookieLine, OWN_PATHS, seeOther, withHeaders } from '@/lib/engine/own-answers'
import { refuse } from '@/lib/engine/refusal'
import type { EngineRequest, EngineResponse } from '@/lib/engine/request'

export const OPEN_PATH = `${OWN_PATHS}draft`
export const LEAVE_PATH = `${OWN_PATHS}draft/leave`

/** What Next's pages router may keep beside it. */
const PREVIEW_COOKIE = '__next_preview_data'

/**
 * Draft mode is the framework's own: its cookie, by which its own code can end it, too. What stands in it is a pass; functions
 * are told the deployment's token in its place, which no browser gets to see.
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

export function leaveDraft(request: EngineRequest, to: string): EngineResponse {
  const gone = [DRAFT_COOKIE, PREVIEW_COOKIE].map((name) => {
    return ['set-cookie', cookieLine({ ...draftCookie(request), name, value: '', lifeSeconds: 0 })] as const
  })
  return withHeaders(seeOther(to), gone)
}

/** An editor's page may stand in a frame of the content system (Next sets it so, too). */
function draftCookie({ protocol }: EngineRequest) {
  return { isSecure: protocol === 'https', sameSite: 'None' } as const
}
