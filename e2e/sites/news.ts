import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Rebuilds a page on demand (reference: `bypassToken` of a prerender). */
export const BYPASS_TOKEN = 'e2e-bypass-token-0123456789abcdef0123'

/** Every page says which edition it is of and how often this process rendered; what else it does, its path says. */
const FUNCTION = (edition: string) => `
let renders = 0
module.exports = (req, res) => {
  const url = new URL(req.url, 'http://site')
  const path = url.pathname === '/articles/[n]' ? '/articles/' + url.searchParams.get('n') : url.pathname
  const tags = ['site', ...(path === '/news' ? ['news'] : []), ...(path.startsWith('/articles/') ? ['articles'] : [])]
  if (path === '/jammed') {
    console.error('the press is jammed')
    res.statusCode = 500
    return res.end('jammed')
  }
  const hostile = path === '/hostile' ? '<link rel="stylesheet" href="/news.css"><script>window.wasRun = true</script><img src="/x" onerror="window.wasRun = true">' : ''
  res.setHeader('content-type', 'text/html; charset=utf-8')
  res.setHeader('vercel-cache-tag', tags.join(','))
  res.setHeader('x-edition', ${JSON.stringify(edition)})
  res.end('<h1>${edition} edition</h1><p>' + path + ', render ' + ++renders + '</p>' + hostile)
}
`

const PAGES = ['index', 'news', 'about', 'hostile', 'jammed', 'articles/[n]']

/**
 * Writes the Build Output of a small newspaper to `<folder>/.vercel/output`: `/`, `/news` (tag `news`), `/about`,
 * `/hostile` (a page with a script, and a style sheet), `/jammed` (which fails) and `/articles/<n>` (tag `articles`). Two editions differ in every page.
 */
export function writeNews(folder: string, edition: string): void {
  const write = (path: string, text: string) => {
    const file = join(folder, '.vercel/output', path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    return file
  }
  const json = (path: string, value: unknown) => write(path, JSON.stringify(value))
  json('config.json', {
    version: 3,
    crons: [{ path: '/robots.txt', schedule: '0 0 1 1 *' }],
    routes: [{ handle: 'filesystem' }, { src: '^/articles/(?<n>[^/]+)$', dest: '/articles/[n]?n=$n' }],
  })
  write('static/robots.txt', 'User-agent: *\n')
  write('static/news.css', 'h1 { color: rgb(1, 2, 3) }\n')
  json('functions/_site.func/.vc-config.json', {
    runtime: 'nodejs24.x',
    handler: 'index.cjs',
    launcherType: 'Nodejs',
    maxDuration: 10,
  })
  write('functions/_site.func/index.cjs', FUNCTION(edition))
  for (const page of PAGES) {
    const config = json(`functions/${page}.prerender-config.json`, {
      expiration: 3600,
      bypassToken: BYPASS_TOKEN,
      allowQuery: page === 'articles/[n]' ? ['n'] : [],
      fallback: null,
    })
    symlinkSync(
      join(folder, '.vercel/output/functions/_site.func'),
      join(dirname(config), `${page.split('/').at(-1)}.func`),
    )
  }
}
