import { dangerouslyDeleteByTag, getCache, invalidateBySrcImage, invalidateByTag, waitUntil } from '@vercel/functions'

/**
 * A value that outlives its function, by `@vercel/functions`: `?put=…`, `?later=…`, `?expire`. And what else it purges:
 * `?invalidate=tag`, `?delete=tag`, `?image=/river.png`.
 */
export async function GET(request) {
  const { searchParams } = new URL(request.url)
  const cache = getCache({ namespace: 'kept' })
  if (searchParams.has('put')) await cache.set('value', searchParams.get('put'), { tags: ['kept'], ttl: 3600 })
  if (searchParams.has('later')) waitUntil(cache.set('value', searchParams.get('later')))
  if (searchParams.has('expire')) await cache.expireTag('kept')
  if (searchParams.has('invalidate')) await invalidateByTag(searchParams.get('invalidate'))
  if (searchParams.has('image')) await invalidateBySrcImage(searchParams.get('image'))
  if (searchParams.has('delete')) await dangerouslyDeleteByTag(searchParams.get('delete'))
  return Response.json({ value: await cache.get('value') })
}
