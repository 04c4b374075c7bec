import { cacheLife, cacheTag } from 'next/cache'
import { Suspense } from 'react'
import { RenderMark } from '../../render-mark'
import { Visitor } from '../../visitor'

export const generateStaticParams = () => [{ id: '1' }]

async function Post({ params }) {
  const { id } = await params
  return <Text id={id} />
}

async function Text({ id }) {
  'use cache'
  cacheLife({ stale: 30, revalidate: 60, expire: 3600 })
  cacheTag(`post-${id}`)
  return (
    <article>
      <h1>Post {id}</h1>
      <RenderMark part="shell" />
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
