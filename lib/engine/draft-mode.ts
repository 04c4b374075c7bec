import type { Site } from '@/lib/engine/deployment'
import { cookieLine, OWN_PATHS, seeOther, withHeaders } from '@/lib/engine/own-answers'
import { refuse } from '@/lib/engine/refusal'
import type { EngineRequest, EngineResponse } from '@/lib/engine/request'
import { parseTarget } from '@/lib/engine/routing/parse-target'

export const OPEN_PATH = `${OWN_PATHS}draft`
export const LEAVE_PATH = `${OWN_PATHS}draft/leave`

const DRAFT_COOKIE = '__prerender_bypass'
/** What Next's pages router may keep beside it. */
const PREVIEW_COOKIE = '__next_preview_data'

/** Draft mode is the framework's own: the cookie that equals the deployment's token, as the framework itself would set it. */
export function enterDraft(
  { request, site }: { readonly request: EngineRequest; readonly site: Site },
  { pass, path }: { readonly pass: { readonly lifeSeconds: number }; readonly path: string },
): EngineResponse {
  const value = draftTokenOf(site, request, path)
  if (value === undefined) {
    const message = 'This deployment has no draft mode: none of its pages has a bypass token.'
    return refuse(request, { status: 404, code: 'NO_DRAFT_MODE', message, outcome: { status: 'NONE', reason: null } })
  }
  const cookie = { ...draftCookie(request), name: DRAFT_COOKIE, value, lifeSeconds: pass.lifeSeconds }
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

/** The token of the page that is asked for; of a page that is none of the cache's, any: in most frameworks all are one. */
function draftTokenOf(site: Site, { method, host }: EngineRequest, path: string): string | undefined {
  const parsed = parseTarget(path)
  const { router, outputs } = site.deployment
  if (!('refused' in parsed)) {
    const nothing = () => undefined
    const found = router.resolve({
      method,
      host,
      path: parsed.path,
      query: parsed.query,
      header: nothing,
      cookie: nothing,
    })
    if (found.kind === 'output' && found.output.kind === 'prerender' && found.output.config.bypassToken !== null) {
      return found.output.config.bypassToken
    }
  }
  for (const output of outputs.values()) {
    if (output.kind === 'prerender' && output.config.bypassToken !== null) return output.config.bypassToken
  }
  return undefined
}
