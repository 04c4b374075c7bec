import { headers } from 'next/headers'
import { RenderMark } from '../render-mark'

export const runtime = 'edge'

export default async function Page() {
  const greeting = (await headers()).get('x-greeting') ?? 'no greeting'
  return (
    <>
      <h1>Edge</h1>
      <p>{`Rendered at each visit, by the runtime ${process.env.NEXT_RUNTIME}.`}</p>
      <p>{`From the middleware: ${greeting}.`}</p>
      <RenderMark />
    </>
  )
}
