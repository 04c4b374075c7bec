import { type Framework, here, USUAL } from '../framework.ts'

const AS_APP = 'nothing of the edge runtime: as in the column Next app'

/** Next.js with middleware and functions in the edge runtime; its cached pages are rendered by Node.js. */
export const NEXT_EDGE: Framework = {
  name: 'Next edge',
  dir: here('next-edge'),
  project: 'next-edge',
  buildScript: 'output',
  timed: '/timed',
  freshSeconds: 60,
  slow: '/posts/7',
  onDemand: '/timed',
  tagged: { reason: AS_APP },
  ownTag: { path: '/timed', tag: '_N_T_/timed' },
  countedQuery: { reason: 'a page that reads the query is dynamic in Next.js: a cached page never sees one' },
  ignoredQuery: { path: '/timed', name: 'utm_source' },
  draft: { reason: AS_APP },
  missing: { reason: AS_APP },
  moved: { reason: AS_APP },
  fickle: { reason: AS_APP },
  pageData: { path: '/timed', dataPath: '/timed', headers: { rsc: '1' } },
  streaming: USUAL.streaming,
  partial: USUAL.partial,
  purging: { reason: AS_APP },
  ownRevalidation: { reason: AS_APP },
  keptValue: { reason: AS_APP },
  dynamic: '/edge',
  edge: { path: '/edge', mark: 'runtime edge', passedOn: 'good morning' },
  middleware: { renamed: { path: '/renamed', to: '/timed' }, redirected: '/guarded', answered: '/answered' },
}
