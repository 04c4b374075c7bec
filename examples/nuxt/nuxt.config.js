import { BYPASS_TOKEN } from './shared/bypass-token.js'

export default defineNuxtConfig({
  compatibilityDate: '2026-11-01',
  telemetry: false,
  runtimeConfig: { bypassToken: BYPASS_TOKEN },
  app: { head: { htmlAttrs: { lang: 'en' }, link: [{ rel: 'stylesheet', href: '/style.css' }] } },
  nitro: { preset: 'vercel', vercel: { config: { bypassToken: BYPASS_TOKEN } } },
  routeRules: {
    '/': { prerender: true },
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
