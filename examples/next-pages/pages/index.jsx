export default function Page() {
  return (
    <>
      <h1>Next.js pages router on Freshet</h1>
      <p>Each page above is cached in a way of its own. Reload it and watch the render at its foot.</p>
      <p>This one is a static file, made by the build.</p>
    </>
  )
}
