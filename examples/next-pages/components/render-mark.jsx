/** Makes one render tell itself from the next: two answers with one id came from one render. */
export const newMark = () => ({ id: crypto.randomUUID(), renderedAt: new Date().toISOString() })

export function RenderMark({ mark }) {
  return (
    <dl data-render={mark.id}>
      <dt>Rendered</dt>
      <dd>{mark.renderedAt}</dd>
      <dt>Render</dt>
      <dd>{mark.id}</dd>
    </dl>
  )
}
