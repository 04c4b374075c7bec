import type { ReactNode } from 'react'

type PageHeadProps = { title: ReactNode; question?: ReactNode; actions?: ReactNode }

/** Title of a page, the question it answers, and its actions. */
export function PageHead({ title, question, actions }: PageHeadProps) {
  return (
    <div className="mb-4 flex flex-wrap items-end gap-x-3 gap-y-2">
      <h1 className="font-semibold text-xl tracking-tight">{title}</h1>
      {question && <p className="pb-0.5 text-muted">{question}</p>}
      {actions && <div className="flex flex-wrap items-center gap-2 sm:ml-auto [&_button]:h-8">{actions}</div>}
    </div>
  )
}
