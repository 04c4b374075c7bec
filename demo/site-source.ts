import type { Edition } from './build-site.ts'

/**
 * The function of a made-up site. What its pages show follows the clock, so that one that is made anew shows something else: prices by
 * the day, stock by the hour, and posts that grow.
 */
export function siteSource({ site, number, failsFromMs }: Edition): string {
  const pages = Object.fromEntries(site.pages.map(({ path, route }) => [path, route]))
  const facts = { title: site.title, kind: site.kind, number, failsFromMs, pages }
  return `const SITE = ${JSON.stringify(facts, null, 2)}\n${PROGRAM}`
}

const PROGRAM = `
const FAILING = ['/sale', '/topics/archive']
const mixed = (text) => [...text].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 16777619) >>> 0, 2166136261)
const words = (slug) => slug.replaceAll('-', ' ').replace(/^./, (letter) => letter.toUpperCase())
const day = () => Math.floor(Date.now() / 86400000)

module.exports = async (req, res) => {
  const url = new URL(req.url, 'http://site')
  const path = url.pathname.replace(/\\[(\\w+)\\]/, (_, name) => url.searchParams.get(name) ?? '')
  const slug = path.split('/').at(-1) || 'home'
  if (path.startsWith('/api/')) return answerCall(res, path)
  if (SITE.failsFromMs !== null && Date.now() >= SITE.failsFromMs && FAILING.includes(path)) return fail(res, path)
  if (SITE.kind !== 'shop' || path !== '/search') {
    if (!path.includes('.') && SITE.pages[path] === undefined) res.statusCode = 404
  }
  res.setHeader('content-type', path.endsWith('.xml') ? 'application/xml' : 'text/html; charset=utf-8')
  res.setHeader('vercel-cache-tag', tagsOf(path, slug).join(','))
  await new Promise((resolve) => setTimeout(resolve, 2 + (mixed(path) % 7)))
  res.end(page(path, slug, url.searchParams.get('q')))
}

function fail(res, path) {
  console.error('GET https://pricing.internal/v2/lists/' + path.split('/').at(-1) + ' timed out after 2500 ms')
  console.error('Error: upstream answered 504\\n    at loadList (/var/task/lib/pricing.js:41:11)\\n    at render (/var/task/index.js:12:20)')
  res.statusCode = 502
  res.end('Bad gateway: the price list did not answer.')
}

function answerCall(res, path) {
  if (path === '/api/newsletter' && day() % 4 === 0) {
    console.error('SMTP 421: too many connections, try again later')
    res.statusCode = 500
    return res.end('failed')
  }
  res.setHeader('content-type', 'application/json')
  res.end(JSON.stringify({ ok: true, changed: mixed(path + day()) % 9 }))
}

function tagsOf(path, slug) {
  if (SITE.kind === 'shop') {
    if (path.startsWith('/products/')) return ['products', 'product:' + slug, 'price:' + slug]
    if (path.startsWith('/collections/')) return ['products', 'collection:' + slug, 'nav']
    return { '/': ['home', 'nav', 'products'], '/sale': ['sale', 'nav'], '/search': ['search'] }[path] ?? ['pages']
  }
  if (SITE.kind === 'journal') {
    if (path.startsWith('/posts/')) return ['posts', 'post:' + slug]
    return { '/': ['home', 'posts'], '/feed.xml': ['feed', 'posts'] }[path] ?? ['topics', 'topic:' + slug]
  }
  return path.startsWith('/sdk/') ? ['sdk', 'sdk:' + slug] : ['chapters']
}

function page(path, slug, asked) {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '  <meta charset="utf-8">',
    '  <title>' + words(slug) + ' · ' + SITE.title + '</title>',
    '  <link rel="stylesheet" href="/assets/site.' + SITE.number + 'f3a9c1d2.css">',
    '</head>',
    '<body>',
    '  <header><a href="/">' + SITE.title + '</a></header>',
    '  <main>',
    '    <h1>' + (asked === null ? words(slug) : 'Results for “' + asked.replaceAll('<', '&lt;') + '”') + '</h1>',
    ...({ shop: shopParts, journal: journalParts, manual: manualParts })[SITE.kind](path, slug),
    '  </main>',
    '  <footer>',
    '    <p>Edition ' + SITE.number + '</p>',
    '    <time>' + new Date().toISOString() + '</time>',
    '  </footer>',
    '</body>',
    '</html>',
    '',
  ].join('\\n')
}

function priceOf(slug) {
  return 19 + (mixed(slug) % 180) - (Math.floor((day() + (mixed(slug) % 5)) / 5) % 3) * 10
}

function shopParts(path, slug) {
  if (path.startsWith('/products/')) {
    const stock = mixed(slug + Math.floor(Date.now() / 43200000)) % 40
    return [
      '    <section class="buy">',
      '      <p class="price">€ ' + priceOf(slug) + '</p>',
      '      <p class="stock">' + (stock === 0 ? 'Sold out' : stock + ' in stock') + '</p>',
      '    </section>',
      '    <p>' + words(slug) + ', made by hand in small numbers, and repaired for as long as we can get the parts.</p>',
    ]
  }
  return Object.keys(SITE.pages)
    .filter((each) => each.startsWith('/products/'))
    .filter((each) => path === '/' || mixed(path + each) % 3 === 0)
    .map((each) => each.split('/').at(-1))
    .map((each) => '    <a href="/products/' + each + '">' + words(each) + ' <b>€ ' + priceOf(each) + '</b></a>')
}

function journalParts(path, slug) {
  if (path.startsWith('/posts/')) {
    const lines = ['Written down as it happened, and tidied up since.', 'The first attempt took a day, the second an hour.']
    if ((day() + mixed(slug)) % 6 < 3) lines.push('Update: several readers wrote in with a shorter way.')
    return [...lines.map((line) => '    <p>' + line + '</p>'), '    <p class="reads">' + (mixed(slug + day()) % 900) + ' readers this week</p>']
  }
  const posts = Object.keys(SITE.pages).filter((each) => each.startsWith('/posts/'))
  const first = day() % posts.length
  return [...posts.slice(first), ...posts.slice(0, first)].slice(0, 8).map((each) => '    <a href="' + each + '">' + words(each.split('/').at(-1)) + '</a>')
}

function manualParts(path, slug) {
  return [
    '    <p>How to work with ' + words(slug).toLowerCase() + ', step by step.</p>',
    '    <pre>npm install @handbook/' + slug + '@' + SITE.number + '.' + (day() % 20) + '.0</pre>',
  ]
}
`
