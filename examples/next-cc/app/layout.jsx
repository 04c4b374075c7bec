import Link from 'next/link'
import './globals.css'

export const metadata = { title: 'Next.js cache components on Freshet', icons: 'data:,' }

const PAGES = ['stream', 'cached', 'posts/1', 'posts/2', 'guestbook', 'words', 'draft', 'fickle', 'now']

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
