import { type Framework, here, USUAL } from '../framework.ts'

const NO_REQUEST = 'a deferred page is made from what the build collected: no code of the app runs for it'

/** Gatsby: its deferred pages (DSG) are the cached ones. */
export const GATSBY: Framework = {
  ...USUAL,
  name: 'Gatsby',
  dir: here('gatsby'),
  project: 'gatsby',
  buildScript: 'output',
  timed: '/posts/1/',
  freshSeconds: 600,
  slow: { reason: 'a deferred page has nothing to wait for' },
  onDemand: { reason: 'the build writes no bypass token' },
  tagged: { reason: NO_REQUEST },
  ownTag: { reason: 'Gatsby has no tags' },
  countedQuery: { path: '/posts/2/', name: 'q' },
  ignoredQuery: { reason: 'the build names no part of the query, so every query counts' },
  draft: { reason: 'the build writes no bypass token' },
  missing: { reason: NO_REQUEST },
  moved: { reason: NO_REQUEST },
  fickle: { reason: NO_REQUEST },
  pageData: { reason: 'page data holds no render: it is what the build collected' },
  streaming: '/api/stream/',
  dynamic: '/now/',
}
