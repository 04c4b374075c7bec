import { newMark, RenderMark } from '../components/render-mark'

export const getServerSideProps = () => ({ props: { mark: newMark() } })

export default function Page({ mark }) {
  return (
    <>
      <h1>Now</h1>
      <p>Rendered at each visit, never cached.</p>
      <RenderMark mark={mark} />
    </>
  )
}
