import { newMark, RenderMark } from '../components/render-mark'

/** Of this process: whether the next renders fail. */
let isFailing = false

/** Each visit of an editor in draft mode flips how the renders for everybody else end. */
export function getStaticProps({ draftMode }) {
  if (draftMode) isFailing = !isFailing
  else if (isFailing) throw new Error('Told to fail')
  return { props: { mode: isFailing ? 'fail' : 'work', mark: newMark() }, revalidate: 10 }
}

export default function Page({ mode, mark }) {
  return (
    <>
      <h1>{`Fickle: ${mode}`}</h1>
      <p>When a render fails, visitors keep the page of before.</p>
      <RenderMark mark={mark} />
    </>
  )
}
