import { RenderMark } from '../render-mark'

export const revalidate = 10

export default function Page() {
  return (
    <>
      <h1>Timed</h1>
      <p>Fresh for ten seconds; after that one visitor gets it stale while it is rendered again.</p>
      <RenderMark />
    </>
  )
}
