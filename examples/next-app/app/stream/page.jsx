import { Suspense } from 'react'

export const dynamic = 'force-dynamic'

/** Ends the page that is being sent. */
let release = () => undefined

/** Sends its first words at once, and its last when somebody asks for `/stream?release=1`. */
export default async function Page({ searchParams }) {
  if ((await searchParams).release !== undefined) {
    release()
    return <p>Released.</p>
  }
  return (
    <>
      <h1>Stream</h1>
      <p>These are the first words.</p>
      <Suspense fallback={<p>…</p>}>
        <Rest />
      </Suspense>
    </>
  )
}

async function Rest() {
  await new Promise((resolve) => {
    release = resolve
  })
  return <p>These are the last words.</p>
}
