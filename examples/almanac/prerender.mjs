/**
 * Writes the fallback pages of the almanac, as a framework's build would: what the function renders now, or the
 * placeholder of a page that is not to be rendered yet. Run it after a change: `node examples/almanac/prerender.mjs`.
 */
import { writeFile } from 'node:fs/promises'
import { drawPage } from './.vercel/output/functions/_site.func/layout.mjs'
import { PAGES } from './.vercel/output/functions/_site.func/pages.mjs'

const FALLBACKS = {
  '/': 'index',
  '/harvest': 'harvest',
  '/stars/sirius': 'stars/sirius',
  '/stars/[name]': 'stars/[name]',
}
const PLACEHOLDERS = new Set(['/harvest', '/stars/[name]'])

for (const [path, name] of Object.entries(FALLBACKS)) {
  const page = PAGES[path]
  const url = new URL(path, 'http://almanac')
  const answer = PLACEHOLDERS.has(path) ? page.placeholder : await page.render({ url })
  const mark = { renderedAt: new Date(), count: 0, invocationId: 'build' }
  const file = new URL(`.vercel/output/functions/${name}.prerender-fallback.html`, import.meta.url)
  await writeFile(file, drawPage({ page, answer, mark, path }))
}
