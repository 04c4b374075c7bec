/** Not made by the build, which refuses a redirect: the first visit makes it. */
export const getStaticPaths = () => ({ paths: [], fallback: 'blocking' })

export const getStaticProps = ({ params }) => ({
  redirect: { destination: `/${params.name}`, permanent: false },
  revalidate: 60,
})

export default function Page() {
  return null
}
