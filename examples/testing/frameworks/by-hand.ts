import { type Framework, here } from '../framework.ts'

/** A Build Output that no framework wrote. */
export const BY_HAND: Framework = {
  name: 'by hand',
  dir: here('almanac'),
  project: 'by-hand',
  buildScript: null,
  timed: '/tide',
  freshSeconds: 60,
  slow: '/slow',
  onDemand: '/harvest',
  tagged: { path: '/moon', tag: 'moon' },
  ownTag: { reason: 'no framework, hence no tags but those the functions name' },
  countedQuery: { path: '/search', name: 'q' },
  ignoredQuery: { path: '/search', name: 'utm_source' },
  draft: { path: '/draft', switch: '/api/draft?secret=almanac', mark: 'Draft: a foreword' },
  missing: '/lost',
  moved: { path: '/yesterday', to: '/tide' },
  fickle: { path: '/fickle', control: '/control/fickle' },
  pageData: { path: '/river', dataPath: '/river.json', common: /read at ([^:]+:\d\d:\d\d\.\d+Z)/ },
  streaming: '/stream',
  partial: { reason: 'a page is stored whole, or not at all' },
  purging: { reason: 'its functions are plain ones, which have no way to purge' },
  ownRevalidation: { reason: 'its functions know no token' },
  keptValue: { reason: 'it has no data cache of its own' },
  dynamic: '/now',
}
