import { addCacheTag } from '@vercel/functions'
import { newMark, RenderMark } from '../../components/render-mark'

/** Not made by the build: what it makes carries no tags until it is rendered again. */
export const getStaticPaths = () => ({ paths: [], fallback: 'blocking' })

export async function getStaticProps({ params }) {
  await addCacheTag(['news', params.name])
  return { props: { name: params.name, mark: newMark() } }
}

export default function Page({ name, mark }) {
  return (
    <>
      <h1>Tagged: {name}</h1>
      <p>
        Never old by itself. It carries the tags <code>news</code> and <code>{name}</code>, and a purge of either
        reaches it.
      </p>
      <RenderMark mark={mark} />
    </>
  )
}
