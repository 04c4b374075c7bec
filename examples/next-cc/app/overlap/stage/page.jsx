import { Suspense } from 'react'
import { stage } from '../stage'

async function Stage({ searchParams }) {
  const { gate, words } = await searchParams
  if (gate === 'close') stage.close()
  if (gate === 'open') stage.open()
  if (words !== undefined) stage.words = words
  return <p>{`begun ${stage.begun}, made ${stage.made}`}</p>
}

export default function Page({ searchParams }) {
  return (
    <>
      <h1>Behind the scenes</h1>
      <Suspense fallback={<p>One moment …</p>}>
        <Stage searchParams={searchParams} />
      </Suspense>
    </>
  )
}
