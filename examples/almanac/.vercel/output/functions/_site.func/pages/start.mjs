import { escapeHtml } from '../layout.mjs'

/** Pages that other bundles or static files answer for. */
const ELSEWHERE = [
  { path: '/fickle', title: 'Fickle', summary: 'Fails when you tell it to; the last good page stays' },
  { path: '/legend', title: 'Legend', summary: 'A static file, renamed by an override' },
  { path: '/moonrise', title: 'Moonrise', summary: 'A picture in the width and format of each browser' },
  { path: '/nowhere', title: 'Nowhere', summary: 'The error page of the routing table' },
]

/** Reached from another page. */
const UNLISTED = new Set(['/stars/[name]', '/river.json', '/api/draft'])

/** The start page: what this site is, and a link to each behaviour. */
export function startPage(pages) {
  const own = Object.entries(pages)
    .filter(([path]) => !UNLISTED.has(path))
    .map(([path, { title, summary }]) => ({ path, title, summary }))
  const cards = [...own, ...ELSEWHERE]
    .map(
      ({ path, title, summary }) =>
        `<li><a href="${path}">${escapeHtml(title)}<small>${escapeHtml(summary)}</small></a></li>`,
    )
    .join('\n')
  return {
    title: 'The Almanac',
    behaviour: 'Made by the build: expiration false, tags almanac and start',
    expect: [
      'The build made this page, so even the first visit needs no function: <b>PRERENDER</b>, then <b>HIT</b>.',
      'It stays until one of its tags is purged; then the function renders it for the first time.',
    ],
    commands: [
      'curl -sI http://almanac.localhost:8080/',
      'npx freshet purge --project almanac --domain almanac.localhost --tag start --yes',
    ],
    render: () => ({
      heading: 'A page for each way to be cached',
      html: `<p>Tides, moons and harvests, each kept fresh in a way of its own. Open a page, reload it, and watch the last
lines: they tell which render you were served. The response header <code>x-vercel-cache</code> tells what the cache did.</p>
<ul class="pages">
${cards}
</ul>`,
      headers: { 'vercel-cache-tag': 'almanac,start' },
    }),
  }
}
