import { BYPASS_TOKEN } from '$lib/server/bypass-token.js'
import { renderMark } from '$lib/server/render-mark.js'

export const config = { isr: { expiration: 60, bypassToken: BYPASS_TOKEN } }

let last = { id: '', invocationId: '', renderedAt: '' }

/** The page and its data are two calls of one regeneration, known by one invocation id: they show one reading. */
export function load({ request }) {
  const mark = renderMark(request)
  if (mark.invocationId !== last.invocationId) last = mark
  return { mark: last }
}
