'use client'

import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { PlainHttpBanner } from '@/components/access/plain-http-banner'
import { RoleProvider } from '@/components/access/role'
import { RoleTag } from '@/components/access/role-tag'
import { AccountMenu } from '@/components/shell/account-menu'
import { CommandMenu } from '@/components/shell/command-menu'
import { DatabaseBanner } from '@/components/shell/database-banner'
import { hrefs, INSTALLATION_PAGES } from '@/components/shell/hrefs'
import { Logo } from '@/components/shell/logo'
import type { Theme } from '@/components/shell/theme'
import { cn } from '@/components/ui/cn'
import { Link } from '@/components/ui/link'
import type { Role } from '@/lib/contract/access'

type TopShellProps = { email: string; role: Role; theme: Theme; isPlainHttp: boolean; children: ReactNode }

/** The frame of pages that belong to no project. */
export function TopShell({ email, role, theme, isPlainHttp, children }: TopShellProps) {
  return (
    <RoleProvider of={role}>
      <header className="sticky top-0 z-30 border-line border-b bg-bg">
        <div className="mx-auto flex h-13 max-w-[1480px] items-center gap-2 px-4 md:px-6">
          <Link href={hrefs.projects()} className="flex items-center gap-2 rounded-md font-semibold tracking-tight">
            <Logo />
            <span className="sr-only sm:not-sr-only">Freshet</span>
          </Link>
          <InstallationNav />
          <div className="ml-auto flex items-center gap-1.5">
            <CommandMenu />
            <RoleTag />
            <AccountMenu email={email} theme={theme} />
          </div>
        </div>
      </header>
      <main className="mx-auto max-w-[1480px] px-4 pt-6 pb-12 md:px-6">
        <PlainHttpBanner isPlainHttp={isPlainHttp} />
        <DatabaseBanner />
        {children}
      </main>
    </RoleProvider>
  )
}

function InstallationNav() {
  const pathname = usePathname()
  return (
    <nav aria-label="Pages of the installation" className="flex min-w-0 gap-0.5 overflow-x-auto sm:ml-4">
      {INSTALLATION_PAGES.map(({ label, href }) => (
        <Link
          key={href}
          href={href}
          aria-current={href === pathname ? 'page' : undefined}
          className={cn(
            'rounded-md px-1.5 py-1.5 text-muted sm:px-2.5 hover:bg-sunken hover:text-text',
            href === pathname && 'bg-sunken font-medium text-text',
          )}
        >
          {label}
        </Link>
      ))}
    </nav>
  )
}
