export const getStaticProps = () => ({ notFound: true, revalidate: 60 })

export default function Page() {
  return null
}
