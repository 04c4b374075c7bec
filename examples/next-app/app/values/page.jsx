import { unstable_cache } from 'next/cache'
import { RenderMark } from '../render-mark'

export const revalidate = 10

const draw = unstable_cache(async () => crypto.randomUUID(), ['drawn'], { tags: ['drawn'] })

export default async function Page() {
  return (
    <>
      <h1>Values</h1>
      <p>
        Made anew every ten seconds, with a value that stays until its tag <code>drawn</code> is purged:{' '}
        <code data-value={await draw()} />
      </p>
      <RenderMark />
    </>
  )
}
