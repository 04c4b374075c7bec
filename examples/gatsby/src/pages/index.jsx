import { Link } from 'gatsby'

export default function Page() {
  return (
    <main>
      <h1>Gatsby on Freshet</h1>
      <p>
        This page is a static file. <Link to="/posts/1/">Post 1</Link> is deferred, <Link to="/now/">now</Link> is
        rendered at each visit.
      </p>
    </main>
  )
}
