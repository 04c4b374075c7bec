import { cookies } from 'next/headers'
import { RenderMark } from './render-mark'

/** What only this visitor is shown: it comes after the shell, rendered for each view. */
export async function Visitor() {
  const name = (await cookies()).get('name')?.value ?? 'stranger'
  return (
    <section>
      <p>Hello, {name}.</p>
      <RenderMark part="hole" />
    </section>
  )
}
