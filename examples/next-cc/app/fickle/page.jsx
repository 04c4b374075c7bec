import { draftMode } from 'next/headers'
import { CachedMark } from '../cached-mark'

/** Of this process: whether the next renders fail. */
let mode = 'work'

/** An editor says in draft mode how the renders for everybody else end: `/fickle?mode=fail` or `?mode=work`. */
export default async function Page({ searchParams }) {
  const { isEnabled } = await draftMode()
  if (isEnabled) mode = (await searchParams).mode ?? mode
  else if (mode === 'fail') throw new Error('Told to fail')
  return (
    <>
      <h1>Fickle</h1>
      <p>When a render fails, visitors keep the page of before.</p>
      <CachedMark tag="fickle" />
    </>
  )
}
