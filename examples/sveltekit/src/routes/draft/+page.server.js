import { BYPASS_TOKEN } from '$lib/server/bypass-token.js'
import { renderMark } from '$lib/server/render-mark.js'

export const config = { isr: { expiration: false, bypassToken: BYPASS_TOKEN } }

export const load = ({ cookies, request }) => ({
  isDraft: cookies.get('__prerender_bypass') === BYPASS_TOKEN,
  mark: renderMark(request),
})
