import { revalidateTag } from 'next/cache'

/** `?tag=news` deletes, `?tag=news&profile=max` makes stale. */
export async function GET(request) {
  const { searchParams } = new URL(request.url)
  const tag = searchParams.get('tag') ?? ''
  revalidateTag(tag, searchParams.get('profile') ?? { expire: 0 })
  return Response.json({ tag })
}
