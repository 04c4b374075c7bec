import { type Framework, here, USUAL } from '../framework.ts'

/** Nitro, version 2: the server that Nuxt is built on, without Vue. */
export const NITRO: Framework = {
  ...USUAL,
  name: 'Nitro',
  dir: here('nitro'),
  project: 'nitro',
  buildScript: 'build',
  ownTag: { reason: 'Nitro has no tags: a route sends the header vercel-cache-tag itself' },
  countedQuery: { path: '/search', name: 'q' },
  ignoredQuery: { path: '/search', name: 'utm_source' },
  pageData: { reason: 'a route has one form: Nitro has no data files beside pages' },
}
