import { draftMode } from 'next/headers'
import { RenderMark } from '../render-mark'

export const revalidate = 3600

export default async function Page() {
  const { isEnabled } = await draftMode()
  return (
    <>
      <h1>{`Draft: ${isEnabled ? 'on' : 'off'}`}</h1>
      <p>
        Visit <a href="/api/draft?secret=example">/api/draft?secret=example</a> to see drafts: the cache is then
        bypassed for you.
      </p>
      <RenderMark />
    </>
  )
}
