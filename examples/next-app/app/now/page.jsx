import { RenderMark } from '../render-mark'

export const dynamic = 'force-dynamic'

export default function Page() {
  return (
    <>
      <h1>Now</h1>
      <p>Rendered at each visit, never cached.</p>
      <RenderMark />
    </>
  )
}
