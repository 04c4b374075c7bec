export default defineEventHandler((event) =>
  drawPage(
    `Search: ${getQuery(event).q ?? 'nothing'}`,
    'Each <code>q</code> is an entry of its own; nothing else in the query counts.',
  ),
)
