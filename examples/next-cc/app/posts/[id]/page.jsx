import { Suspense } from 'react'
import { CachedMark } from '../../cached-mark'
import { Visitor } from '../../visitor'

export const generateStaticParams = () => [{ id: '1' }]

async function Post({ params }) {
  const { id } = await params
  return (
    <article>
      <h1>{`Post ${id}`}</h1>
      <CachedMark tag={`post-${id}`} />
    </article>
  )
}

export default function Page({ params }) {
  return (
    <>
      <p>One post per path. A path that the build did not know begins with the shell that all posts share.</p>
      <Suspense fallback={<p>Which post?</p>}>
        <Post params={params} />
      </Suspense>
      <Suspense fallback={<p>One moment …</p>}>
        <Visitor />
      </Suspense>
    </>
  )
}
