import { drawPage } from './layout.mjs'
import { PAGES } from './pages.mjs'

/** How often this process rendered each page: two answers with one number came from one render. */
const renderCounts = new Map()

/**
 * Answers for every page of the almanac: the outputs beside this folder are links to it. The path is that of the output
 * (`/stars/[name]`, not `/stars/vega`), and a page sees of the query only what its prerender config allows.
 */
export async function fetch(request) {
  const url = new URL(request.url)
  const path = outputPath(url)
  const page = PAGES[path]
  if (page === undefined) return new Response('Not found\n', { status: 404 })

  const invocationId = request.headers.get('x-invocation-id') ?? 'none'
  const count = (renderCounts.get(path) ?? 0) + 1
  renderCounts.set(path, count)

  const answer = await page.render({ request, url, invocationId })
  if (answer.response !== undefined) return answer.response
  const mark = { renderedAt: new Date(), count, invocationId }
  return new Response(drawPage({ page, answer, mark, path }), {
    status: answer.status ?? 200,
    headers: { 'content-type': 'text/html; charset=utf-8', ...answer.headers },
  })
}

/** The start page is the output `index`; brackets of a template may come percent-encoded. */
function outputPath(url) {
  const path = decodeURIComponent(url.pathname)
  return path === '/index' ? '/' : path
}
