import { newMark, RenderMark } from '../components/render-mark'

export const getStaticProps = ({ draftMode = false }) => ({
  props: { isDraft: draftMode, mark: newMark() },
  revalidate: 3600,
})

export default function Page({ isDraft, mark }) {
  return (
    <>
      <h1>{`Draft: ${isDraft ? 'on' : 'off'}`}</h1>
      <p>
        Visit <a href="/api/draft?secret=example">/api/draft?secret=example</a> to see drafts: the cache is then
        bypassed for you.
      </p>
      <RenderMark mark={mark} />
    </>
  )
}
