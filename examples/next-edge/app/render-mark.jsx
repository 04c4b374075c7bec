/** Makes one render tell itself from the next: two answers with one id came from one render. */
export function RenderMark() {
  const id = crypto.randomUUID()
  return (
    <dl data-render={id}>
      <dt>Rendered</dt>
      <dd>{new Date().toISOString()}</dd>
      <dt>Render</dt>
      <dd>{id}</dd>
    </dl>
  )
}
