import Head from 'next/head'
import Link from 'next/link'
import '../styles/globals.css'

const PAGES = ['timed', 'tagged/paper', 'posts/1', 'draft', 'missing', 'old/timed', 'fickle', 'now']

export default function App({ Component, pageProps }) {
  return (
    <>
      <Head>
        <title>Next.js pages on Freshet</title>
        <link rel="icon" href="data:," />
      </Head>
      <nav>
        <Link href="/">Start</Link>
        {PAGES.map((page) => (
          <Link key={page} href={`/${page}`} prefetch={false}>
            {page}
          </Link>
        ))}
      </nav>
      <main>
        <Component {...pageProps} />
      </main>
    </>
  )
}
