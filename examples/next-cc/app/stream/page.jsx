import { cacheLife, cacheTag } from 'next/cache'
import { Suspense } from 'react'
import { RenderMark } from '../render-mark'
import { Visitor } from '../visitor'

async function Shell() {
  'use cache'
  cacheLife({ stale: 30, revalidate: 10, expire: 3600 })
  cacheTag('shell')
  return <RenderMark part="shell" />
}

export default function Page() {
  return (
    <>
      <h1>Shell and hole</h1>
      <p>The shell comes at once, from the cache. What is for this visitor alone is streamed after it.</p>
      <Shell />
      <Suspense fallback={<p>One moment …</p>}>
        <Visitor />
      </Suspense>
    </>
  )
}
