import { type Framework, here, USUAL } from '../framework.ts'

/** Nuxt. */
export const NUXT: Framework = {
  ...USUAL,
  name: 'Nuxt',
  dir: here('nuxt'),
  project: 'nuxt',
  buildScript: 'build',
  ownTag: { reason: 'Nuxt has no tags: a page sends the header vercel-cache-tag itself' },
  countedQuery: { path: '/search', name: 'q' },
  ignoredQuery: { path: '/search', name: 'utm_source' },
  pageData: {
    reason: 'Nuxt writes a page and its _payload.json without a group: each is rendered when its own time is out',
  },
}
