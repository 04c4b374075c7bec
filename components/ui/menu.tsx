'use client'

import { DropdownMenu } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from '@/components/ui/cn'

/** The list of a dropdown menu; belongs into `DropdownMenu.Root` of radix-ui. */
export function Menu({ className, ...rest }: ComponentProps<typeof DropdownMenu.Content>) {
  return (
    <DropdownMenu.Portal>
      <DropdownMenu.Content
        sideOffset={4}
        className={cn(
          'z-50 min-w-44 animate-fade-in rounded-lg border border-line bg-surface p-1 shadow-sheet',
          className,
        )}
        {...rest}
      />
    </DropdownMenu.Portal>
  )
}

const itemClass =
  'flex cursor-pointer select-none items-center gap-2 rounded-md px-2 py-1.5 outline-none data-highlighted:bg-sunken [&_svg]:size-3.5'

/** An action of a menu. */
export function MenuItem({ className, ...rest }: ComponentProps<typeof DropdownMenu.Item>) {
  return <DropdownMenu.Item className={cn(itemClass, className)} {...rest} />
}

/** One of several choices, with a dot at the chosen one; belongs into `DropdownMenu.RadioGroup`. */
export function MenuChoice({ className, children, ...rest }: ComponentProps<typeof DropdownMenu.RadioItem>) {
  return (
    <DropdownMenu.RadioItem className={cn(itemClass, 'justify-between', className)} {...rest}>
      {children}
      <DropdownMenu.ItemIndicator className="size-1.5 rounded-full bg-accent" />
    </DropdownMenu.RadioItem>
  )
}
