import { CachedMark } from '../cached-mark'

export default function Page() {
  return (
    <>
      <h1>Cached</h1>
      <p>
        Nothing here is for one visitor alone. Fresh for ten seconds; the tag <code>news</code> reaches it.
      </p>
      <CachedMark tag="news" />
    </>
  )
}
