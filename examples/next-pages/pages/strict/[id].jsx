import { newMark, RenderMark } from '../../components/render-mark'

export const getStaticPaths = () => ({ paths: [{ params: { id: '1' } }], fallback: false })

export const getStaticProps = ({ params, preview = false, previewData }) => ({
  props: { id: params.id, preview, words: previewData?.words ?? 'none', mark: newMark() },
  revalidate: 60,
})

export default function Page({ id, preview, words, mark }) {
  return (
    <>
      <h1>Strict {id}</h1>
      <p>
        The build knows all paths; any other is 404. <code>/api/preview?words=…&to=/strict/1</code> shows words of a
        preview here, to you alone.
      </p>
      <p>{`Preview: ${preview ? 'on' : 'off'}, words: ${words}.`}</p>
      <RenderMark mark={mark} />
    </>
  )
}
