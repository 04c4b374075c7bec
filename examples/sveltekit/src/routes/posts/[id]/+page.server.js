import { BYPASS_TOKEN } from '$lib/server/bypass-token.js'
import { renderMark } from '$lib/server/render-mark.js'

export const config = { isr: { expiration: 60, bypassToken: BYPASS_TOKEN } }

export async function load({ params, request }) {
  await new Promise((resolve) => setTimeout(resolve, 350))
  return { id: params.id, mark: renderMark(request) }
}
