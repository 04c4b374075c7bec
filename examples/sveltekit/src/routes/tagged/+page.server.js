import { BYPASS_TOKEN } from '$lib/server/bypass-token.js'
import { renderMark } from '$lib/server/render-mark.js'

export const config = { isr: { expiration: false, bypassToken: BYPASS_TOKEN } }

export function load({ request, setHeaders }) {
  setHeaders({ 'vercel-cache-tag': 'news,kit' })
  return { mark: renderMark(request) }
}
