import { SharedWords } from '../shared-words'

export default function Page() {
  return (
    <>
      <h1>One of two</h1>
      <p>It shares a cached function with page two: while one of them makes its value, the other waits for that.</p>
      <SharedWords />
    </>
  )
}
