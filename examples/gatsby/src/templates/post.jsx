import { RenderMark } from '../render-mark.jsx'

export default function Post({ pageContext }) {
  return (
    <main>
      <h1>Post {pageContext.id}</h1>
      <p>Deferred (DSG): rendered on the first visit, then kept for ten minutes.</p>
      <RenderMark />
    </main>
  )
}
