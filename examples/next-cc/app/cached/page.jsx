import { cacheLife, cacheTag } from 'next/cache'
import { RenderMark } from '../render-mark'

async function Headline() {
  'use cache'
  cacheLife({ stale: 30, revalidate: 10, expire: 3600 })
  cacheTag('news')
  return (
    <>
      <p>The river is high.</p>
      <RenderMark part="shell" />
    </>
  )
}

export default function Page() {
  return (
    <>
      <h1>Cached</h1>
      <p>
        Nothing here is for one visitor alone. Fresh for ten seconds; the tag <code>news</code> reaches it.
      </p>
      <Headline />
    </>
  )
}
