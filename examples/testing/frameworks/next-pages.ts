import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type Framework, here, USUAL } from '../framework.ts'

/** Next.js, pages router. */
export const NEXT_PAGES: Framework = {
  ...USUAL,
  name: 'Next pages',
  dir: here('next-pages'),
  project: 'next-pages',
  buildScript: 'output',
  tagged: { path: '/tagged/paper', tag: 'news' },
  ownTag: { reason: 'the pages router has no tags: getStaticProps calls addCacheTag of @vercel/functions' },
  countedQuery: { reason: 'getStaticProps sees no query: a page that reads one is dynamic' },
  ignoredQuery: { path: '/timed', name: 'utm_source' },
  pageData: { path: '/timed', dataPath: async (dir) => `/_next/data/${await buildId(dir)}/timed.json` },
  preview: {
    listed: '/strict/1',
    unlisted: '/strict/2',
    open: '/api/preview?secret=example&words=unpublished',
    close: '/api/preview?close',
  },
  moved: { path: '/old/timed', to: '/timed' },
  streaming: '/api/stream',
  ownRevalidation: { path: '/timed', by: '/api/revalidate?path=/timed' },
}

/** Data has the id of its build in its path. */
async function buildId(dir: string): Promise<string> {
  const [id] = await readdir(join(dir, '.vercel', 'output', 'functions', '_next', 'data'))
  if (id === undefined) throw new Error(`No page data in ${dir}`)
  return id
}
