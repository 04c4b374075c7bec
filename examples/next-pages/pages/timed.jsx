import { newMark, RenderMark } from '../components/render-mark'

export const getStaticProps = () => ({ props: { mark: newMark() }, revalidate: 10 })

export default function Page({ mark }) {
  return (
    <>
      <h1>Timed</h1>
      <p>Fresh for ten seconds; after that one visitor gets it stale while it is rendered again.</p>
      <RenderMark mark={mark} />
    </>
  )
}
