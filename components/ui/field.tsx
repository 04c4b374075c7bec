import { type ComponentProps, type ReactNode, useId } from 'react'
import { cn } from '@/components/ui/cn'

const box =
  'h-8 w-full rounded-md border border-line-strong bg-surface px-2.5 text-text aria-invalid:border-danger disabled:opacity-60'

/** A line of text. */
export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input className={cn(box, className)} {...rest} />
}

/** Several lines of text. */
export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea className={cn(box, 'h-auto py-1.5', className)} {...rest} />
}

/** One of several choices. */
export function Select({ className, ...rest }: ComponentProps<'select'>) {
  return <select className={cn(box, 'select-chevron truncate pr-7', className)} {...rest} />
}

type FieldProps = {
  label: string
  /** What the value means or how it must look. */
  hint?: ReactNode
  /** Why the value is refused. */
  error?: string | undefined
  children: (ids: { id: string; 'aria-describedby': string | undefined; 'aria-invalid': boolean }) => ReactNode
}

/** A labelled form control; hint and error are tied to it for screen readers. */
export function Field({ label, hint, error, children }: FieldProps) {
  const id = useId()
  const noteId = `${id}-note`
  const note = error ?? hint
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {children({ id, 'aria-describedby': note ? noteId : undefined, 'aria-invalid': error !== undefined })}
      {note && (
        <p
          id={noteId}
          role={error ? 'alert' : undefined}
          className={cn('text-sm', error ? 'text-danger' : 'text-faint')}
        >
          {note}
        </p>
      )}
    </div>
  )
}
