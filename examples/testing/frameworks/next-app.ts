import { type Framework, here, USUAL } from '../framework.ts'

/** Next.js, app router. */
export const NEXT_APP: Framework = {
  ...USUAL,
  name: 'Next app',
  dir: here('next-app'),
  project: 'next-app',
  buildScript: 'output',
  ownTag: { path: '/timed', tag: '_N_T_/timed' },
  countedQuery: { reason: 'a page that reads the query is dynamic in Next.js: a cached page never sees one' },
  ignoredQuery: { path: '/timed', name: 'utm_source' },
  pageData: { path: '/timed', dataPath: '/timed', headers: { rsc: '1' } },
}
