export const revalidate = 3600

const LINE = 'The same words again, so that every server sends a page of one size.'

/** About 10 KB with everything Next.js adds: the page that benches ask for. */
export default function Page() {
  return (
    <>
      <h1>Bench</h1>
      {Array.from({ length: 30 }, (_, index) => (
        <p key={String(index)}>{LINE}</p>
      ))}
    </>
  )
}
