import { RenderMark } from '../render-mark.jsx'

export default function Now({ serverData }) {
  return (
    <main>
      <h1>Now</h1>
      <p>Rendered at each visit, never cached.</p>
      <RenderMark id={serverData.id} />
    </main>
  )
}

export const getServerData = () => ({ props: { id: crypto.randomUUID() } })
