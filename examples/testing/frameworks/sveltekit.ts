import { type Framework, here, USUAL } from '../framework.ts'

/** SvelteKit. */
export const SVELTEKIT: Framework = {
  ...USUAL,
  name: 'SvelteKit',
  dir: here('sveltekit'),
  project: 'sveltekit',
  buildScript: 'build',
  ownTag: { reason: 'SvelteKit has no tags: a page sends the header vercel-cache-tag itself' },
  countedQuery: { path: '/search', name: 'q' },
  ignoredQuery: { path: '/search', name: 'utm_source' },
  pageData: { path: '/together', dataPath: '/together/__data.json' },
}
