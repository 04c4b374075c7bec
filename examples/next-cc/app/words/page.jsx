import { Suspense } from 'react'

/** Ends the page that is being sent. */
let release = () => undefined

/** Its first words are in the shell; its last come when somebody asks for `/words?release=1`. */
export default function Page({ searchParams }) {
  return (
    <>
      <h1>Words</h1>
      <p>These are the first words.</p>
      <Suspense fallback={<p>…</p>}>
        <Rest searchParams={searchParams} />
      </Suspense>
    </>
  )
}

async function Rest({ searchParams }) {
  if ((await searchParams).release !== undefined) {
    release()
    return <p>Released.</p>
  }
  await new Promise((resolve) => {
    release = resolve
  })
  return <p>These are the last words.</p>
}
