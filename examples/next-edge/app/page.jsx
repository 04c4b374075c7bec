export default function Page() {
  return (
    <>
      <h1>Next.js on the edge, on Freshet</h1>
      <p>Middleware stands in front of each page; some are rendered by edge functions. Their pages are not cached.</p>
    </>
  )
}
