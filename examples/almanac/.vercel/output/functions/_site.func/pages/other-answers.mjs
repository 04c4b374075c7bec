/** Answers that are no ordinary page, stored or not. */
export const OTHER_ANSWERS = {
  '/yesterday': {
    title: 'Yesterday’s tide',
    behaviour: 'A redirect, cached: expiration 60',
    summary: 'A redirect is stored like a page',
    render: () => ({ response: new Response(null, { status: 307, headers: { location: '/tide' } }) }),
  },
  '/lost': {
    title: 'Lost page',
    behaviour: 'A 404, cached: expiration 60',
    summary: 'So is a 404',
    expect: [
      'Status 404 each time; the first visit a <b>MISS</b>, for the next minute a <b>HIT</b> with the same render number.',
    ],
    commands: ['curl -sI http://almanac.localhost:8080/lost'],
    render: () => ({
      status: 404,
      heading: 'This page was torn out',
      html: '<p>And the almanac remembers that it was.</p>',
    }),
  },
  '/now': {
    title: 'Now',
    behaviour: 'Dynamic: no prerender config',
    summary: 'Rendered at each visit',
    expect: ['Always a <b>MISS</b>, and the render number grows each time.'],
    commands: ['curl -sI http://almanac.localhost:8080/now'],
    render: () => ({
      html: `<p>By the ship’s clock it is</p><p class="figure">${new Date().toISOString().slice(11, 19)} UTC</p>`,
      headers: { 'cache-control': 'private, no-store' },
    }),
  },
  '/stream': {
    title: 'Told, not written',
    behaviour: 'Dynamic: streams',
    summary: 'The first words arrive before the last are known',
    render: ({ url }) => {
      if (url.searchParams.has('release')) {
        release()
        return { html: '<p>Released.</p>' }
      }
      return { response: new Response(tellStory(), { headers: { 'content-type': 'text/html; charset=utf-8' } }) }
    },
  },
}

/** Ends the story that is being told. */
let release = () => undefined

/** Tells its first words at once, and its last when somebody asks for `/stream?release=1`. */
async function* tellStory() {
  yield '<!doctype html>\n<title>Told, not written</title>\n<p>These are the first words.</p>\n'
  await new Promise((resolve) => {
    release = resolve
  })
  yield '<p>These are the last words.</p>\n'
}
