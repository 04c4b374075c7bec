'use client'

import { Menu as MenuIcon } from 'lucide-react'
import { usePathname } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { PlainHttpBanner } from '@/components/access/plain-http-banner'
import { RoleProvider } from '@/components/access/role'
import { RoleTag } from '@/components/access/role-tag'
import { AccountMenu } from '@/components/shell/account-menu'
import { CommandMenu } from '@/components/shell/command-menu'
import { DatabaseBanner } from '@/components/shell/database-banner'
import { FleetLink } from '@/components/shell/fleet-link'
import { currentPage, hrefs, projectPages } from '@/components/shell/hrefs'
import { Logo } from '@/components/shell/logo'
import { Nav } from '@/components/shell/nav'
import { ProjectSwitch } from '@/components/shell/project-switch'
import type { Theme } from '@/components/shell/theme'
import { Button } from '@/components/ui/button'
import { Link } from '@/components/ui/link'
import { Sheet } from '@/components/ui/sheet'
import type { Role } from '@/lib/contract/access'

type ProjectShellProps = {
  project: string
  email: string
  role: Role
  theme: Theme
  isPlainHttp: boolean
  children: ReactNode
}

/** Sidebar, top bar and page of a project; on a narrow screen the sidebar is a sheet. */
export function ProjectShell({ project, email, role, theme, isPlainHttp, children }: ProjectShellProps) {
  const [isNavOpen, setIsNavOpen] = useState(false)
  const page = currentPage(projectPages(project), usePathname())
  const side = (onNavigate?: () => void) => (
    <>
      <Brand />
      <ProjectSwitch project={project} />
      <Nav project={project} {...(onNavigate ? { onNavigate } : {})} />
      <FleetLink {...(onNavigate ? { onNavigate } : {})} />
    </>
  )
  return (
    <RoleProvider of={role}>
      <div className="min-h-full md:grid md:grid-cols-[224px_minmax(0,1fr)]">
        <a
          href="#main"
          className="sr-only focus:not-sr-only focus:absolute focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-surface focus:px-3 focus:py-2"
        >
          Skip to the page
        </a>
        <aside className="sticky top-0 hidden h-dvh flex-col overflow-y-auto border-line border-r px-2.5 py-3.5 md:flex">
          {side()}
        </aside>
        <div className="min-w-0">
          <header className="sticky top-0 z-30 flex h-13 items-center gap-2 border-line border-b bg-bg px-4 md:px-6">
            <Button
              tone="quiet"
              size="icon"
              className="-ml-2 md:hidden"
              aria-label="Pages"
              onClick={() => setIsNavOpen(true)}
            >
              <MenuIcon aria-hidden="true" className="size-4!" />
            </Button>
            <p className="min-w-0 truncate font-medium">
              <Link href={hrefs.overview(project)} className="hover:underline">
                {project}
              </Link>
              {page && page.label !== 'Overview' && <span className="text-muted"> / {page.label}</span>}
            </p>
            <div className="ml-auto flex items-center gap-1.5">
              <CommandMenu project={project} />
              <RoleTag />
              <AccountMenu email={email} theme={theme} />
            </div>
          </header>
          <main id="main" tabIndex={-1} className="mx-auto max-w-[1480px] px-4 pt-5 pb-12 outline-none md:px-6">
            <PlainHttpBanner isPlainHttp={isPlainHttp} />
            <DatabaseBanner />
            {children}
          </main>
        </div>
        <Sheet
          side="left"
          isOpen={isNavOpen}
          onClose={() => setIsNavOpen(false)}
          title="Pages"
          description="Projects and pages of the dashboard"
        >
          <div className="flex min-h-full flex-col px-2.5 py-3.5">{side(() => setIsNavOpen(false))}</div>
        </Sheet>
      </div>
    </RoleProvider>
  )
}

function Brand() {
  return (
    <Link
      href={hrefs.projects()}
      className="mb-2 flex items-center gap-2 self-start rounded-md px-2 py-1 font-semibold tracking-tight"
    >
      <Logo />
      Freshet
    </Link>
  )
}
