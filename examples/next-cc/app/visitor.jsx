import { cookies } from 'next/headers'

/** What only this visitor is shown: it comes after the shell, rendered for each view. */
export async function Visitor() {
  const name = (await cookies()).get('name')?.value ?? 'stranger'
  const view = crypto.randomUUID()
  return (
    <section data-view={view}>
      <p>{`Hello, ${name}.`}</p>
    </section>
  )
}
