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
  action: { path: '/action', cookie: 'published=yes', to: '/tagged' },
  after: { path: '/api/after', page: '/tagged' },
  deadline: { page: '/tagged', by: '/api/revalidate?tag=news&profile=brief' },
  byPath: {
    page: '/posts/1',
    sibling: '/posts/2',
    one: '/api/revalidate?path=/posts/1',
    pattern: '/api/revalidate?path=/posts/%5Bid%5D&type=page',
    folder: '/api/revalidate?path=/posts&type=layout',
  },
  navigation: {
    path: '/timed',
    requests: [
      { rsc: '1' },
      { rsc: '1', 'next-router-prefetch': '1' },
      { rsc: '1', 'next-router-prefetch': '1', 'next-router-segment-prefetch': '/_tree' },
      { rsc: '1', 'next-router-prefetch': '1', 'next-router-segment-prefetch': '/timed/__PAGE__' },
    ],
  },
  store: '/api/kept',
  image: { copy: '/_next/image?url=%2Friver.png&w=640&q=75', purge: '/api/kept?image=/river.png' },
  draftEnd: '/api/draft?close',
  softNavigation: { from: '/', to: '/tagged' },
  middleware: { renamed: { path: '/renamed', to: '/posts/3' }, redirected: '/guarded', answered: '/answered' },
  nodeMiddleware: { path: '/hashed', mark: '56934af94acdb17b94ca4d78b1438cf2' },
  pageData: { path: '/timed', dataPath: '/timed', headers: { rsc: '1' } },
}
