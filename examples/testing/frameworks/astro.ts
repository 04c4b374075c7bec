import { type Framework, here, USUAL } from '../framework.ts'

/** Astro. */
export const ASTRO: Framework = {
  ...USUAL,
  name: 'Astro',
  dir: here('astro'),
  project: 'astro',
  buildScript: 'build',
  ownTag: { reason: 'Astro has no tags: a page sends the header vercel-cache-tag itself' },
  countedQuery: { reason: 'the adapter lets no name of the query count (allowQuery holds its own two)' },
  ignoredQuery: { path: '/timed', name: 'utm_source' },
  pageData: { reason: 'a page has one form: Astro has no data files beside pages' },
}
