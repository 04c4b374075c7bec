import { unstable_cache } from 'next/cache'
import { RenderMark } from '../render-mark'

const readHeadline = unstable_cache(async () => 'The river is high', ['headline'], { tags: ['news', 'next'] })

export default async function Page() {
  return (
    <>
      <h1>Tagged: {await readHeadline()}</h1>
      <p>
        Never old by itself. What it reads carries the tags <code>news</code> and <code>next</code>, hence so does the
        page, and a purge of either reaches it.
      </p>
      <RenderMark />
    </>
  )
}
