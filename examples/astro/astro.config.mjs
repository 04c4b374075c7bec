import vercel from '@astrojs/vercel'
import { defineConfig, passthroughImageService } from 'astro/config'
import { BYPASS_TOKEN } from './src/lib/bypass-token.js'

export default defineConfig({
  output: 'server',
  // No pictures here: this leaves sharp, of 35 MB, out of the functions.
  image: { service: passthroughImageService() },
  // One lifetime for all cached pages: Astro has no other.
  adapter: vercel({ isr: { expiration: 10, bypassToken: BYPASS_TOKEN, exclude: ['/now', '/stream', '/api/draft'] } }),
})
