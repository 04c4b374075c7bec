import type { ComponentProps, KeyboardEvent } from 'react'
import { cn } from '@/components/ui/cn'

type TableProps = ComponentProps<'table'> & { caption: string }

/** A dense table that scrolls sideways inside its panel, never the page: `relative` keeps its hidden captions in it too. */
export function Table({ caption, className, children, ...rest }: TableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section aria-label={caption} tabIndex={0} className="relative overflow-x-auto rounded-b-lg">
      <table className={cn('w-full border-collapse', className)} {...rest}>
        <caption className="sr-only">{caption}</caption>
        {children}
      </table>
    </section>
  )
}

/** Rows of a table. Arrow keys move between the first links of the rows. */
export function TableBody(props: ComponentProps<'tbody'>) {
  return <tbody onKeyDown={moveBetweenRows} {...props} />
}

export function Th({ isNumber = false, className, ...rest }: ComponentProps<'th'> & { isNumber?: boolean }) {
  return (
    <th
      scope="col"
      className={cn(
        'h-8 whitespace-nowrap border-line border-b px-2.5 text-left font-medium text-muted text-sm first:pl-3.5 last:pr-3.5',
        isNumber && 'text-right',
        className,
      )}
      {...rest}
    />
  )
}

export function Tr({ className, ...rest }: ComponentProps<'tr'>) {
  return <tr className={cn('group focus-within:bg-sunken hover:bg-sunken', className)} {...rest} />
}

export function Td({ isNumber = false, className, ...rest }: ComponentProps<'td'> & { isNumber?: boolean }) {
  return (
    <td
      className={cn(
        'h-9 whitespace-nowrap border-line border-b px-2.5 first:pl-3.5 last:pr-3.5 group-last:border-b-0',
        isNumber && 'text-right',
        className,
      )}
      {...rest}
    />
  )
}

function moveBetweenRows(event: KeyboardEvent<HTMLTableSectionElement>) {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  if (!(event.target instanceof HTMLElement)) return
  const row = event.target.closest('tr')
  const next = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling
  const link = next?.querySelector('a[href], button')
  if (!(link instanceof HTMLElement)) return
  event.preventDefault()
  link.focus()
}
