import { revalidatePath, revalidateTag } from 'next/cache'

/**
 * `?tag=news` deletes, `?tag=news&profile=max` makes stale, `?path=/timed` deletes by path, and `&type=page` or
 * `&type=layout` all pages of a pattern, or below a folder.
 */
export async function GET(request) {
  const { searchParams } = new URL(request.url)
  const tag = searchParams.get('tag')
  const path = searchParams.get('path')
  if (tag !== null) revalidateTag(tag, searchParams.get('profile') ?? { expire: 0 })
  if (path !== null) revalidatePath(path, searchParams.get('type') ?? undefined)
  return Response.json({ tag, path })
}
