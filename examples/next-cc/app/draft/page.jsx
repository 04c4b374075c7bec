import { draftMode } from 'next/headers'
import { CachedMark } from '../cached-mark'

export default async function Page() {
  const { isEnabled } = await draftMode()
  return (
    <>
      <h1>{`Draft: ${isEnabled ? 'on' : 'off'}`}</h1>
      <p>
        Visit <a href="/api/draft?secret=example">/api/draft?secret=example</a> to see drafts: the cache is then
        bypassed for you.
      </p>
      <CachedMark tag="draft" />
    </>
  )
}
