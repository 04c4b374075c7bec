import type { ReactNode } from 'react'
import { cn } from '@/components/ui/cn'
import { Link } from '@/components/ui/link'

const PAGES = [
  { title: 'Gallery', href: '/gallery', text: 'parts of pages' },
  { title: 'Scenes', href: '/gallery/scenes', text: 'sheets, dialogs and forms' },
] as const

/** The frame of both pages of the gallery. */
export function GalleryPage({ title, children }: { title: (typeof PAGES)[number]['title']; children: ReactNode }) {
  return (
    <main className="mx-auto flex max-w-[1264px] flex-col gap-10 px-4 py-6 md:px-6">
      <header className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <h1 className="font-semibold text-xl tracking-tight">{title}</h1>
        <nav aria-label="Pages of the gallery" className="flex flex-wrap gap-x-4">
          {PAGES.map((page) => (
            <Link
              key={page.href}
              href={page.href}
              aria-current={page.title === title ? 'page' : undefined}
              className={cn('rounded-sm', page.title === title ? 'font-medium' : 'text-muted underline')}
            >
              {page.title}: {page.text}
            </Link>
          ))}
        </nav>
      </header>
      {children}
    </main>
  )
}
