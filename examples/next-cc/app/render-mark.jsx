/** Makes one render tell itself from the next: two answers with one id came from one render. */
export function RenderMark({ part }) {
  const id = crypto.randomUUID()
  return (
    <dl {...{ [`data-${part}`]: id }}>
      <dt>Rendered ({part})</dt>
      <dd>{new Date().toISOString()}</dd>
      <dt>Render</dt>
      <dd>{id}</dd>
    </dl>
  )
}
