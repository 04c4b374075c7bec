import { BYPASS_TOKEN } from '$lib/server/bypass-token.js'
import { renderMark } from '$lib/server/render-mark.js'

export const config = { isr: { expiration: 60, bypassToken: BYPASS_TOKEN, allowQuery: ['q'] } }

export const load = ({ request, url }) => ({ q: url.searchParams.get('q') ?? '', mark: renderMark(request) })
