import { BYPASS_TOKEN } from '$lib/server/bypass-token.js'
import { renderMark } from '$lib/server/render-mark.js'

export const config = { isr: { expiration: 10, bypassToken: BYPASS_TOKEN } }

export const load = ({ request }) => ({ mark: renderMark(request) })
