import type { Metadata } from 'next'
import { DocumentView } from '@/components/docs/document-view'
import { hrefs } from '@/components/shell/hrefs'
import { Logo } from '@/components/shell/logo'
import { Link } from '@/components/ui/link'
import { failureModes } from '@/lib/server/failure-modes'

export const metadata: Metadata = { title: 'What an answer means' }

/** For whoever follows a link of the command line too: nothing here is secret, and nobody has to be signed in. */
export default function FailureModesPage() {
  return (
    <>
      <header className="sticky top-0 z-30 border-line border-b bg-bg">
        <div className="mx-auto flex h-13 max-w-[1480px] items-center px-4 md:px-6">
          <Link href={hrefs.projects()} className="flex items-center gap-2 rounded-md font-semibold tracking-tight">
            <Logo />
            Freshet
          </Link>
        </div>
      </header>
      <main className="mx-auto max-w-[1480px] px-4 pt-6 pb-12 md:px-6">
        <DocumentView document={failureModes} name="failure-modes.md" />
      </main>
    </>
  )
}
