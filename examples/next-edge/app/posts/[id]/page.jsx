import { RenderMark } from '../../render-mark'

export const revalidate = 60

export const generateStaticParams = () => [{ id: '1' }]

export default async function Page({ params }) {
  const { id } = await params
  await new Promise((resolve) => setTimeout(resolve, 350))
  return (
    <>
      <h1>Post {id}</h1>
      <p>
        Rendered on the first visit, then kept. The render takes a third of a second; visitors who come meanwhile share
        it.
      </p>
      <RenderMark />
    </>
  )
}
