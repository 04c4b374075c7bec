import { type Framework, here, USUAL } from '../framework.ts'

const UNKNOWN_PATH = 'a path that the build did not know begins with a shell that is there: nobody waits for a render'

/** Next.js with cache components: shells from the cache, the rest streamed. */
export const NEXT_CC: Framework = {
  ...USUAL,
  name: 'Next cc',
  dir: here('next-cc'),
  project: 'next-cc',
  buildScript: 'output',
  timed: '/cached',
  onDemand: '/cached',
  slow: { reason: UNKNOWN_PATH },
  tagged: { path: '/cached', tag: 'news' },
  ownTag: { path: '/cached', tag: '_N_T_/cached' },
  countedQuery: { reason: 'a page that reads the query has a hole for it: its shell never sees one' },
  ignoredQuery: { path: '/cached', name: 'utm_source' },
  moved: { path: '/moved', to: '/cached' },
  purging: { path: '/cached', expire: '/api/refresh?tag=news', invalidate: '/api/refresh?tag=news&profile=max' },
  action: { path: '/guestbook', cookie: 'name=', to: '/guestbook' },
  draftEnd: '/api/draft?close',
  overlap: { pages: ['/overlap/one', '/overlap/two'], tag: 'overlap', stage: '/overlap/stage' },
  softNavigation: { from: '/', to: '/cached' },
  navigation: {
    path: '/stream',
    requests: [
      { rsc: '1' },
      { rsc: '1', 'next-router-prefetch': '1' },
      { rsc: '1', 'next-router-prefetch': '2' },
      { rsc: '1', 'next-router-prefetch': '1', 'next-router-segment-prefetch': '/_tree' },
      { rsc: '1', 'next-router-prefetch': '1', 'next-router-segment-prefetch': '/stream/__PAGE__' },
    ],
  },
  pageData: { path: '/cached', dataPath: '/cached', headers: { rsc: '1' } },
  streaming: '/words',
  partial: { path: '/stream', rest: /data-view="([^"]+)"/ },
}
