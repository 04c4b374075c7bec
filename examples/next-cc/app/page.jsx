export default function Page() {
  return (
    <>
      <h1>Cache components</h1>
      <p>This page is the same for everybody and for ever: all of it was made by the build.</p>
    </>
  )
}
