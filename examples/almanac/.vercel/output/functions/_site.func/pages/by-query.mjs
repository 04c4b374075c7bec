import { escapeHtml } from '../layout.mjs'

const STARS = {
  sirius: { constellation: 'Canis Major', magnitude: -1.46, lightYears: 8.6 },
  canopus: { constellation: 'Carina', magnitude: -0.74, lightYears: 310 },
  arcturus: { constellation: 'Boötes', magnitude: -0.05, lightYears: 37 },
  vega: { constellation: 'Lyra', magnitude: 0.03, lightYears: 25 },
  capella: { constellation: 'Auriga', magnitude: 0.08, lightYears: 43 },
  polaris: { constellation: 'Ursa Minor', magnitude: 1.98, lightYears: 433 },
}

const stars = {
  title: 'Stars',
  behaviour: 'Fallback template: /stars/[name], expiration 3600',
  summary: 'One page made by the build, a shell for the rest',
  expect: [
    '<a href="/stars/sirius">Sirius</a> was made by the build: <b>PRERENDER</b>, then <b>HIT</b>.',
    '<a href="/stars/vega">Vega</a> was not: the first visitor gets the shell (<b>PRERENDER</b>) while it is rendered behind; then <b>HIT</b>.',
    '<a href="/stars/nibiru">Nibiru</a> does not exist: after the shell a 404, and that is cached as well.',
  ],
  commands: ['curl -sI http://almanac.localhost:8080/stars/vega'],
  placeholder: {
    heading: 'Looking it up…',
    html: '<p>Somebody has gone up to the attic for the star chart. Reload in a moment.</p>',
  },
  render: ({ url }) => {
    const name = url.searchParams.get('name') ?? url.pathname.split('/').at(-1)
    const star = STARS[name]
    if (star === undefined) {
      return {
        status: 404,
        heading: 'No such star',
        html: `<p>The charts know no star called ${escapeHtml(name)}.</p>`,
      }
    }
    return {
      heading: name[0].toUpperCase() + name.slice(1),
      html: `<p>In ${star.constellation}, ${star.lightYears} light years away.</p><p class="figure">Magnitude ${star.magnitude}</p>`,
      headers: { 'vercel-cache-tag': 'almanac,stars' },
    }
  },
}

/** Pages whose key depends on `allowQuery`, and the template whose name travels in the query. */
export const BY_QUERY = {
  '/stars/sirius': stars,
  '/stars/[name]': stars,
  '/search': {
    title: 'Search',
    behaviour: 'allowQuery: ["q"]',
    summary: 'Only q tells its entries apart',
    expect: [
      'Each <code>q</code> is an entry of its own; anything else in the query is neither in the key nor seen by the function.',
      '<a href="/search?q=vega">?q=vega</a> and <a href="/search?q=vega&amp;utm_source=letter">?q=vega&amp;utm_source=letter</a> share a render.',
    ],
    commands: ['curl -sI "http://almanac.localhost:8080/search?q=vega&utm_source=letter"'],
    render: ({ url }) => {
      const query = url.searchParams.get('q') ?? ''
      const found = Object.keys(STARS).filter((name) => query !== '' && name.includes(query.toLowerCase()))
      const links = found.map((name) => `<li><a href="/stars/${name}">${name}</a></li>`).join('')
      return {
        html: `<form action="/search"><label>Star <input name="q" value="${escapeHtml(query)}"></label> <button>Search</button></form>
<p>The function saw the query <code>${escapeHtml(url.search) || 'none'}</code>.</p>
${links === '' ? '<p>Nothing found.</p>' : `<ul>${links}</ul>`}`,
      }
    },
  },
  '/everything': {
    title: 'Everything counts',
    behaviour: 'allowQuery absent',
    summary: 'Each distinct query is an entry of its own',
    expect: [
      '<a href="/everything?a=1">?a=1</a> and <a href="/everything?a=2">?a=2</a> are rendered and stored apart.',
    ],
    commands: ['curl -sI "http://almanac.localhost:8080/everything?a=1"'],
    render: showQuery,
  },
  '/ignore': {
    title: 'Nothing counts',
    behaviour: 'allowQuery: []',
    summary: 'The query is ignored altogether',
    expect: [
      '<a href="/ignore?a=1">?a=1</a> and <a href="/ignore?a=2">?a=2</a> are one entry, and the function sees no query.',
    ],
    commands: ['curl -sI "http://almanac.localhost:8080/ignore?a=1"'],
    render: showQuery,
  },
}

function showQuery({ url }) {
  return {
    html: `<p>The function saw the query</p><p class="figure"><code>${escapeHtml(url.search) || 'none'}</code></p>`,
  }
}
