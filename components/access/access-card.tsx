import type { ReactNode } from 'react'
import { Logo } from '@/components/shell/logo'

type AccessCardProps = { title: string; text: ReactNode; children?: ReactNode }

/** The frame of the pages that are seen before signing in. */
export function AccessCard({ title, text, children }: AccessCardProps) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-[368px] flex-col justify-center px-4 pb-[12vh]">
      <p className="mb-5 flex items-center gap-2 font-semibold text-lg tracking-tight">
        <Logo className="size-6" />
        Freshet
      </p>
      <div className="rounded-lg border border-line bg-surface p-5">
        <h1 className="font-semibold text-xl tracking-tight">{title}</h1>
        <div className="mt-1 mb-4 text-muted">{text}</div>
        {children}
      </div>
    </main>
  )
}
