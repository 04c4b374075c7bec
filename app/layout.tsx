import '@/app/globals.css'
import { GeistMono } from 'geist/font/mono'
import { GeistSans } from 'geist/font/sans'
import type { Metadata, Viewport } from 'next'
import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { Providers } from '@/components/shell/providers'
import { parseTheme, THEME_COOKIE } from '@/components/shell/theme'

export const metadata: Metadata = {
  title: { default: 'Freshet', template: '%s · Freshet' },
  description: 'Incremental Static Regeneration on your own machines.',
  robots: { index: false, follow: false },
}

export const viewport: Viewport = { colorScheme: 'light dark' }

export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value)
  return (
    <html
      lang="en"
      data-theme={theme === 'system' ? undefined : theme}
      className={`${GeistSans.variable} ${GeistMono.variable}`}
    >
      <body>
        <Providers serverNowMs={Date.now()}>{children}</Providers>
      </body>
    </html>
  )
}
