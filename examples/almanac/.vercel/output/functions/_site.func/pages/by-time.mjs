const HOUR_MS = 3_600_000
/** From one high water to the next, on average. */
const TIDE_MS = 12.42 * HOUR_MS
const BENCH_BYTES = 10 * 1024

/** Pages that grow old by the clock: `expiration` is a number of seconds. */
export const BY_TIME = {
  '/tide': {
    title: 'Tide',
    behaviour: 'Timed: expiration 10',
    summary: 'Fresh for ten seconds, then stale once',
    expect: [
      'The first visit waits for the function: <b>MISS</b>.',
      'For ten seconds every visit is a <b>HIT</b> with the same render number.',
      'Then one visit gets the old page at once, <b>STALE</b>, and the next a new one: <b>HIT</b>.',
    ],
    commands: ['curl -sI http://almanac.localhost:8080/tide'],
    render: () => {
      const metres = 2.1 + 1.6 * Math.sin((2 * Math.PI * Date.now()) / TIDE_MS)
      return { html: `<p>Water at the harbour mole stands at</p><p class="figure">${metres.toFixed(3)} m</p>` }
    },
  },
  '/slow': {
    title: 'The Slow Almanac',
    behaviour: 'Slow: three seconds, expiration 15',
    summary: 'Three seconds to render, and only once for all',
    expect: [
      'The first visitor waits three seconds. Whoever comes meanwhile shares that render and waits for the rest of it.',
      'From then on nobody waits: after fifteen seconds the old page is served while the new one is made.',
    ],
    commands: [
      'for i in 1 2 3 4 5; do curl -s -o /dev/null -D - http://almanac.localhost:8080/slow | grep -i cache & done; wait',
    ],
    render: async () => {
      await new Promise((resolve) => setTimeout(resolve, 3_000))
      return { html: '<p>This page was computed by hand, by candle light, and that took three seconds.</p>' }
    },
  },
  '/river': {
    title: 'River',
    behaviour: 'Group of two: html and data, expiration 20',
    summary: 'A page and its JSON that never disagree',
    expect: [
      '<code>/river</code> and <a href="/river.json"><code>/river.json</code></a> are one group: a render of one renders the other too, if that is stored.',
      'So the stored copies always show the same reading. Ask both, wait twenty seconds, ask again.',
    ],
    commands: [
      'curl -s http://almanac.localhost:8080/river.json',
      'curl -s http://almanac.localhost:8080/river | grep figure',
    ],
    render: ({ invocationId }) => {
      const { levelCm, readAt } = readRiver(invocationId)
      return { html: `<p>Gauge at the old bridge, read at ${readAt}:</p><p class="figure">${levelCm} cm</p>` }
    },
  },
  '/river.json': {
    title: 'River, as data',
    behaviour: 'Group of two: the data',
    render: ({ invocationId }) => ({ response: Response.json(readRiver(invocationId)) }),
  },
  '/bench': {
    title: 'Bench',
    behaviour: 'Ten kilobytes, expiration 3600',
    summary: 'Exactly 10,240 bytes, for load tests',
    expect: ['One <b>MISS</b>, then an hour of <b>HIT</b>s of exactly 10,240 bytes.'],
    commands: ['curl -s http://almanac.localhost:8080/bench | wc -c'],
    render: () => ({
      response: new Response(benchBody(), { headers: { 'content-type': 'text/html; charset=utf-8' } }),
    }),
  },
}

let lastReading = { invocationId: '', levelCm: 0, readAt: '' }

/** The members of one regeneration share an invocation id, hence one reading of the gauge. */
function readRiver(invocationId) {
  if (lastReading.invocationId !== invocationId) {
    const levelCm = 180 + Math.round(Math.random() * 60)
    lastReading = { invocationId, levelCm, readAt: new Date().toISOString() }
  }
  return lastReading
}

function benchBody() {
  const head = `<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8"><title>Bench</title></head>\n<body>\n<h1>Bench</h1>\n<p>Rendered ${new Date().toISOString()}</p>\n<pre>\n`
  const foot = '</pre>\n</body>\n</html>\n'
  const verse = 'Sun rises, tide turns, the moon is in its house and the harbour light is lit. '
  const room = BENCH_BYTES - head.length - foot.length
  return head + verse.repeat(Math.ceil(room / verse.length)).slice(0, room) + foot
}
