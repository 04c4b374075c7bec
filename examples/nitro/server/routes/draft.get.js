export default defineEventHandler((event) => {
  const isDraft = getCookie(event, '__prerender_bypass') === BYPASS_TOKEN
  return drawPage(
    `Draft: ${isDraft ? 'on' : 'off'}`,
    'Visit <a href="/api/draft?secret=example">/api/draft?secret=example</a> to see drafts: the cache is then bypassed for you.',
  )
})
