'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { PlainHttpBanner } from '@/components/access/plain-http-banner'
import { RoleProvider } from '@/components/access/role'
import { RoleTag } from '@/components/access/role-tag'
import { AccountMenu } from '@/components/shell/account-menu'
import { CommandMenu } from '@/components/shell/command-menu'
import { DatabaseBanner } from '@/components/shell/database-banner'
import { hrefs } from '@/components/shell/hrefs'
import { Logo } from '@/components/shell/logo'
import type { Theme } from '@/components/shell/theme'
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
            Freshet
          </Link>
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
