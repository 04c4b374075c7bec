import type { ReactNode } from 'react'
import { CommandLine } from '@/components/ui/command-line'

type EmptyProps = {
  title: string
  children?: ReactNode
  /** The command that makes the first one. */
  command?: string
  action?: ReactNode
}

/** Nothing yet, or no match: says which, and what to do about it. */
export function Empty({ title, children, command, action }: EmptyProps) {
  return (
    <div className="flex flex-col items-center gap-2 px-4 py-10 text-center">
      <p className="font-medium">{title}</p>
      {children && <div className="max-w-md text-muted">{children}</div>}
      {command && <CommandLine command={command} className="mt-2 w-full max-w-xl text-left" />}
      {action}
    </div>
  )
}
