import type { ComponentProps, KeyboardEvent, ReactNode } from 'react'
import { cn } from '@/components/ui/cn'

type TableProps = ComponentProps<'table'> & {
  caption: string
  /** A long table scrolls below its head, within the window; its pager stays in sight. */
  isLong?: boolean
}

/** A dense table that scrolls sideways inside its panel, never the page: `relative` keeps its hidden captions in it too. */
export function Table({ caption, isLong = false, className, children, ...rest }: TableProps) {
  return (
    <section
      aria-label={caption}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
      tabIndex={0}
      className={cn(
        'relative overflow-x-auto rounded-lg',
        isLong && 'sm:max-h-[max(320px,calc(100dvh-264px))] sm:overflow-y-auto',
      )}
    >
      <table className={cn('w-full border-separate border-spacing-0', className)} {...rest}>
        <caption className="sr-only">{caption}</caption>
        {children}
      </table>
    </section>
  )
}

/**
 * Rows of a table. Arrow keys, Home and End move between the first links of the rows; a letter that a control of the row
 * names in `aria-keyshortcuts` presses it.
 */
export function TableBody(props: ComponentProps<'tbody'>) {
  return <tbody onKeyDown={onRowKey} {...props} />
}

/** Head of a column; numbers are aligned to the right. */
export function Th({ isNumber = false, className, ...rest }: ComponentProps<'th'> & { isNumber?: boolean }) {
  return (
    <th
      scope="col"
      className={cn(
        'sticky top-0 z-10 h-8 whitespace-nowrap border-line border-b bg-surface px-2.5 text-left font-medium text-muted text-sm first:rounded-tl-lg first:pl-3.5 last:rounded-tr-lg last:pr-3.5',
        isNumber && 'text-right',
        className,
      )}
      {...rest}
    />
  )
}

/** A row. */
export function Tr({ className, ...rest }: ComponentProps<'tr'>) {
  return <tr className={cn('group focus-within:bg-sunken hover:bg-sunken', className)} {...rest} />
}

/** A cell; numbers are aligned to the right. */
export function Td({ isNumber = false, className, ...rest }: ComponentProps<'td'> & { isNumber?: boolean }) {
  return (
    <td
      className={cn(
        'h-9 whitespace-nowrap border-line border-b px-2.5 max-sm:py-1.5 first:pl-3.5 last:pr-3.5 group-last:border-b-0',
        isNumber && 'text-right',
        className,
      )}
      {...rest}
    />
  )
}

/** Of a column that a phone has no room for beside what can be done with a row: there `Below` tells it. */
export const WIDE = 'max-sm:hidden'

/** What stands in columns of its own where there is room, below the first one on a phone. */
export function Below({ children }: { children: ReactNode }) {
  return (
    <span className="flex flex-wrap items-center gap-x-1.5 gap-y-0.5 whitespace-normal break-normal py-0.5 font-normal font-sans text-muted text-sm sm:hidden">
      {children}
    </span>
  )
}

/** Head of the last column, which holds what can be done with a row. */
export function ActionHead() {
  return (
    <Th className="right-0 z-20">
      <span className="sr-only">Actions</span>
    </Th>
  )
}

/**
 * What can be done with a row: it stays in sight while a narrow window scrolls the rest sideways. What goes below it fades
 * over the room between two cells, so that it is not taken for whole.
 */
export function ActionCell({ className, ...rest }: ComponentProps<'td'>) {
  return (
    <Td
      className={cn(
        'sticky right-0 bg-surface text-right group-focus-within:bg-sunken group-hover:bg-sunken',
        'before:pointer-events-none before:absolute before:inset-y-0 before:right-full before:w-2.5 before:bg-linear-to-l before:from-surface group-focus-within:before:from-sunken group-hover:before:from-sunken',
        className,
      )}
      {...rest}
    />
  )
}

function onRowKey(event: KeyboardEvent<HTMLTableSectionElement>) {
  if (event.metaKey || event.ctrlKey || event.altKey || !(event.target instanceof HTMLElement)) return
  const row = event.target.closest('tr')
  const control = row && controlFor(row, event.key)
  if (!(control instanceof HTMLElement)) return
  event.preventDefault()
  if (control.getAttribute('aria-keyshortcuts') === event.key) control.click()
  else control.focus()
}

/** What a key pressed in a row goes to. */
function controlFor(row: HTMLTableRowElement, key: string): Element | null | undefined {
  const first = (other: Element | null | undefined) => other?.querySelector('a[href], button')
  switch (key) {
    case 'ArrowDown':
      return first(row.nextElementSibling)
    case 'ArrowUp':
      return first(row.previousElementSibling)
    case 'Home':
      return first(row.parentElement?.firstElementChild)
    case 'End':
      return first(row.parentElement?.lastElementChild)
    default:
      return /^[a-z]$/.test(key) ? row.querySelector(`[aria-keyshortcuts="${key}"]`) : undefined
  }
}
