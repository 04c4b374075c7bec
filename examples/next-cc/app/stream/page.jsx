import { Suspense } from 'react'
import { CachedMark } from '../cached-mark'
import { Visitor } from '../visitor'

export default function Page() {
  return (
    <>
      <h1>Shell and hole</h1>
      <p>The shell comes at once, from the cache. What is for this visitor alone is streamed after it.</p>
      <CachedMark tag="shell" />
      <Suspense fallback={<p>One moment …</p>}>
        <Visitor />
      </Suspense>
    </>
  )
}
