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
  purging: {
    path: '/tagged',
    expire: '/api/revalidate?tag=news',
    invalidate: '/api/revalidate?tag=news&profile=max',
  },
  keptValue: { path: '/values', tag: 'drawn', value: /data-value="([^"]+)"/ },
  ignoredQuery: { path: '/timed', name: 'utm_source' },
  pageData: { path: '/timed', dataPath: '/timed', headers: { rsc: '1' } },
}
