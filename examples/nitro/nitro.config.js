import { BYPASS_TOKEN } from './server/utils/bypass-token.js'

export default defineNitroConfig({
  preset: 'vercel',
  compatibilityDate: '2026-11-01',
  srcDir: 'server',
  vercel: { config: { bypassToken: BYPASS_TOKEN } },
  routeRules: {
    '/timed': { isr: 10 },
    '/tagged': { isr: true },
    '/posts/**': { isr: 60 },
    '/search': { isr: { expiration: 60, allowQuery: ['q'] } },
    '/draft': { isr: true },
    '/missing': { isr: 60 },
    '/moved': { isr: 60 },
    '/fickle': { isr: 10 },
  },
})
