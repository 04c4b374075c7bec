/** Makes one render tell itself from the next: two answers with one id came from one render. */
export function RenderMark({ id = crypto.randomUUID() }) {
  return (
    <dl data-render={id} suppressHydrationWarning>
      <dt>Rendered</dt>
      <dd suppressHydrationWarning>{new Date().toISOString()}</dd>
    </dl>
  )
}
