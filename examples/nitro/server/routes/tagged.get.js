export default defineEventHandler((event) => {
  setResponseHeader(event, 'vercel-cache-tag', 'news,nitro')
  return drawPage(
    'Tagged',
    'Never old by itself. It carries the tags news and nitro, and a purge of either reaches it.',
  )
})
