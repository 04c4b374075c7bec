import { BYPASS_TOKEN } from '../../lib/bypass-token.js'

/** Opens draft mode for whoever knows the secret; a real site asks for a sign-in here. */
export function GET({ url, cookies, redirect }) {
  if (url.searchParams.get('secret') !== 'example') return new Response('Wrong secret', { status: 403 })
  cookies.set('__prerender_bypass', BYPASS_TOKEN, { path: '/', httpOnly: true, sameSite: 'lax' })
  return redirect('/draft', 307)
}
