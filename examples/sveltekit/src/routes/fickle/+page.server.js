import { error } from '@sveltejs/kit'
import { BYPASS_TOKEN } from '$lib/server/bypass-token.js'
import { renderMark } from '$lib/server/render-mark.js'

export const config = { isr: { expiration: 10, bypassToken: BYPASS_TOKEN } }

/** Of this process: whether the next renders fail. */
let mode = 'work'

/** An editor says in draft mode how the renders for everybody else end: `/fickle?mode=fail` or `?mode=work`. */
export function load({ cookies, request, url }) {
  if (cookies.get('__prerender_bypass') === BYPASS_TOKEN) mode = url.searchParams.get('mode') ?? mode
  else if (mode === 'fail') error(500, 'Told to fail')
  return { mode, mark: renderMark(request) }
}
