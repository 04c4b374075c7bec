import { cacheLife, cacheTag } from 'next/cache'
import { RenderMark } from './render-mark'

/** A mark that is made once and then read from the cache for ten seconds, or until its tag is purged. */
export async function CachedMark({ tag }) {
  'use cache'
  cacheLife({ stale: 30, revalidate: 10, expire: 3600 })
  cacheTag(tag)
  return <RenderMark />
}
