/** Opens draft mode for whoever knows the secret; a real site asks for a sign-in here. */
export default defineEventHandler((event) => {
  if (getQuery(event).secret !== 'example') throw createError({ statusCode: 403, statusMessage: 'Wrong secret' })
  setCookie(event, '__prerender_bypass', useRuntimeConfig().bypassToken, { path: '/', httpOnly: true, sameSite: 'lax' })
  return sendRedirect(event, '/draft', 307)
})
