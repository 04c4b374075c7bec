import Link from 'next/link'
import './globals.css'

export const metadata = { title: 'Next.js on the edge, on Freshet', icons: 'data:,' }

const PAGES = ['timed', 'renamed', 'posts/1', 'edge', 'guarded', 'answered']

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>
        <nav>
          <Link href="/">Start</Link>
          {PAGES.map((page) => (
            <a key={page} href={`/${page}`}>
              {page}
            </a>
          ))}
        </nav>
        <main>{children}</main>
      </body>
    </html>
  )
}
