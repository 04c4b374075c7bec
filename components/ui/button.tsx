'use client'

import { cva, type VariantProps } from 'class-variance-authority'
import { Slot } from 'radix-ui'
import type { ComponentProps } from 'react'
import { useWithheld } from '@/components/access/role'
import { cn } from '@/components/ui/cn'
import type { TokenScope } from '@/lib/contract/access'

const button = cva(
  'inline-flex shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-md border font-medium transition-colors disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:opacity-55 [&_svg]:size-3.5 [&_svg]:shrink-0',
  {
    variants: {
      tone: {
        plain: 'border-line-strong bg-surface text-text hover:bg-sunken',
        quiet: 'border-transparent bg-transparent text-muted hover:bg-sunken hover:text-text',
        primary: 'border-transparent bg-accent text-accent-text hover:opacity-90',
        danger: 'border-transparent bg-danger text-danger-text hover:opacity-90',
      },
      size: { medium: 'h-8 px-3', small: 'h-7 px-2.5 text-sm', icon: 'size-8', iconSmall: 'size-7' },
    },
    defaultVariants: { tone: 'plain', size: 'medium' },
  },
)

type ButtonProps = ComponentProps<'button'> &
  VariantProps<typeof button> & {
    asChild?: boolean
    /** What it does needs this scope: whoever lacks it cannot choose it, and is told why. */
    needs?: TokenScope
  }

/** A button; with `asChild` its look on a link. `primary` is the one main action of a view, `danger` destroys. */
export function Button({ tone, size, className, asChild = false, needs, ...rest }: ButtonProps) {
  const classes = cn(button({ tone, size }), className)
  const withheld = useWithheld(needs)
  if (asChild) return <Slot.Root className={classes} {...rest} />
  return <button type="button" className={classes} {...rest} {...(withheld && { disabled: true, title: withheld })} />
}
