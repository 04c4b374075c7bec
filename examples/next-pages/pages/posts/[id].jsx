import { newMark, RenderMark } from '../../components/render-mark'

export const getStaticPaths = () => ({ paths: [{ params: { id: '1' } }], fallback: 'blocking' })

export async function getStaticProps({ params }) {
  await new Promise((resolve) => setTimeout(resolve, 350))
  return { props: { id: params.id, mark: newMark() }, revalidate: 60 }
}

export default function Page({ id, mark }) {
  return (
    <>
      <h1>Post {id}</h1>
      <p>
        Rendered on the first visit, then kept. The render takes a third of a second; visitors who come meanwhile share
        it.
      </p>
      <RenderMark mark={mark} />
    </>
  )
}
