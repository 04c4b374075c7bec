/** Of this process: whether the next renders fail. */
let mode = 'work'

/** An editor says in draft mode how the renders for everybody else end: `/fickle?mode=fail` or `?mode=work`. */
export default defineEventHandler((event) => {
  if (getCookie(event, '__prerender_bypass') === BYPASS_TOKEN) mode = String(getQuery(event).mode ?? mode)
  else if (mode === 'fail') throw createError({ statusCode: 500, statusMessage: 'Told to fail' })
  return drawPage(`Fickle: ${mode}`, 'When a render fails, visitors keep the page of before.')
})
