/** The same token that the prerender configs name. It is public, as this whole site is; a real one never is. */
export const BYPASS_TOKEN = 'almanac-bypass-token-0123456789abcdef'

const DAY_MS = 86_400_000
const SYNODIC_MONTH_DAYS = 29.530588
const NEW_MOON_MS = Date.UTC(2000, 0, 6, 18, 14)
const PHASES = [
  'New moon',
  'Waxing crescent',
  'First quarter',
  'Waxing gibbous',
  'Full moon',
  'Waning gibbous',
  'Last quarter',
  'Waning crescent',
]

/** Pages that stay fresh until somebody says otherwise: `expiration` is `false`. */
export const BY_HAND = {
  '/moon': {
    title: 'Moon',
    behaviour: 'Tagged: expiration false, tags almanac and moon',
    summary: 'Kept until a purge of one of its tags',
    expect: [
      'Always a <b>HIT</b> after the first visit, however long you wait.',
      'Purge the tag <code>moon</code>: the next visit is <b>STALE</b>, the one after it a new <b>HIT</b>.',
      'With <code>--delete</code> the next visit waits instead: <b>REVALIDATED</b>.',
    ],
    commands: [
      'curl -sI http://almanac.localhost:8080/moon',
      'npx freshet purge --project almanac --domain almanac.localhost --tag moon --yes',
    ],
    render: () => {
      addCacheTag('moon')
      const ageDays = ((Date.now() - NEW_MOON_MS) / DAY_MS) % SYNODIC_MONTH_DAYS
      const phase = PHASES[Math.round((ageDays / SYNODIC_MONTH_DAYS) * 8) % 8]
      return {
        html: `<p>Tonight, ${ageDays.toFixed(1)} days after the new moon:</p><p class="figure">${phase}</p>`,
        headers: { 'vercel-cache-tag': 'almanac' },
      }
    },
  },
  '/harvest': {
    title: 'Harvest',
    behaviour: 'On demand only: expiration false, bypass token',
    summary: 'Rendered only when a token asks for it',
    expect: [
      'Until the token was used, visitors get the build’s 404 page: <b>PRERENDER</b>, and no function runs.',
      'The token’s own answer is already the new page: <b>REVALIDATED</b>. Then <b>HIT</b> until the token is used again.',
    ],
    commands: [
      'curl -sI http://almanac.localhost:8080/harvest',
      `curl -sI -H 'x-prerender-revalidate: ${BYPASS_TOKEN}' http://almanac.localhost:8080/harvest`,
    ],
    placeholder: {
      heading: 'Nothing harvested yet',
      html: '<p>The fields are still green. Use the token to bring the harvest in.</p>',
    },
    render: () => {
      const sacks = 40 + Math.floor(Math.random() * 30)
      return { html: `<p>The harvest is in:</p><p class="figure">${sacks} sacks of barley</p>` }
    },
  },
  '/draft': {
    title: 'Next year’s foreword',
    behaviour: 'Draft mode: expiration false, bypass token',
    summary: 'Editors with a cookie bypass the cache',
    expect: [
      'Without the cookie: one <b>MISS</b>, then <b>HIT</b>.',
      '<a href="/api/draft?secret=almanac">Turn draft mode on</a>: every visit is a <b>BYPASS</b>, shows the draft and is not stored.',
      '<a href="/api/draft">Turn it off</a>: the page of before, a <b>HIT</b>.',
    ],
    commands: [
      'curl -sI http://almanac.localhost:8080/draft',
      `curl -sI -H 'cookie: __prerender_bypass=${BYPASS_TOKEN}' http://almanac.localhost:8080/draft`,
    ],
    render: ({ request }) => {
      const isDraft = (request.headers.get('cookie') ?? '').includes(`__prerender_bypass=${BYPASS_TOKEN}`)
      return isDraft
        ? {
            heading: 'Draft: a foreword in the making',
            html: '<p>Only editors see this: the sea has been kind, <em>check with the harbour master</em>.</p>',
          }
        : { html: '<p>The foreword as printed: may your ropes be dry and your harbour near.</p>' }
    },
  },
  '/api/draft': {
    title: 'Draft switch',
    behaviour: 'Uncached function that sets the draft cookie',
    render: ({ url }) => {
      const isOn = url.searchParams.get('secret') === 'almanac'
      const value = isOn ? BYPASS_TOKEN : '; Max-Age=0'
      const cookie = `__prerender_bypass=${value}; Path=/; HttpOnly; SameSite=Lax`
      return { response: new Response(null, { status: 307, headers: { location: '/draft', 'set-cookie': cookie } }) }
    },
  },
}

/** Adds a tag to the answer being rendered; the second way besides the response header. Does nothing elsewhere. */
function addCacheTag(tag) {
  globalThis[Symbol.for('@vercel/request-context')]?.get?.()?.addCacheTag?.(tag)
}
