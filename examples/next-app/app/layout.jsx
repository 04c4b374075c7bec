import Link from 'next/link'
import './globals.css'

export const metadata = { title: 'Next.js on Freshet', icons: 'data:,' }

const PAGES = ['timed', 'tagged', 'posts/1', 'draft', 'missing', 'moved', 'fickle', 'now', 'stream']

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>
        <nav>
          <Link href="/">Start</Link>
          {PAGES.map((page) => (
            <Link key={page} href={`/${page}`} prefetch={false}>
              {page}
            </Link>
          ))}
        </nav>
        <main>{children}</main>
      </body>
    </html>
  )
}
