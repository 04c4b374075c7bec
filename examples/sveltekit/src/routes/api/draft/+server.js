import { error, redirect } from '@sveltejs/kit'
import { BYPASS_TOKEN } from '$lib/server/bypass-token.js'

/** Opens draft mode for whoever knows the secret; a real site asks for a sign-in here. */
export function GET({ url, cookies }) {
  if (url.searchParams.get('secret') !== 'example') error(403, 'Wrong secret')
  cookies.set('__prerender_bypass', BYPASS_TOKEN, { path: '/' })
  redirect(307, '/draft')
}
