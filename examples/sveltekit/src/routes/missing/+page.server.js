import { error } from '@sveltejs/kit'
import { BYPASS_TOKEN } from '$lib/server/bypass-token.js'

export const config = { isr: { expiration: 60, bypassToken: BYPASS_TOKEN } }

export function load() {
  error(404, `No such page. Render ${crypto.randomUUID()}`)
}
