import { redirect } from '@sveltejs/kit'
import { BYPASS_TOKEN } from '$lib/server/bypass-token.js'

export const config = { isr: { expiration: 60, bypassToken: BYPASS_TOKEN } }

export function load({ setHeaders }) {
  setHeaders({ 'x-render': crypto.randomUUID() })
  redirect(307, '/timed')
}
