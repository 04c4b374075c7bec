/** Of this process: whether the next renders of `/fickle` fail. */
let mode = 'work'

/** An editor says in draft mode how the renders for everybody else end: `/fickle?mode=fail` or `?mode=work`. */
export default defineEventHandler((event) => {
  if (getCookie(event, '__prerender_bypass') === useRuntimeConfig().bypassToken) mode = getQuery(event).mode ?? mode
  else if (mode === 'fail') throw createError({ statusCode: 500, statusMessage: 'Told to fail' })
  return { mode }
})
