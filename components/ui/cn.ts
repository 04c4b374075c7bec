import { type ClassValue, clsx } from 'clsx'
import { extendTailwindMerge } from 'tailwind-merge'

const merge = extendTailwindMerge({ extend: { theme: { text: ['base'], shadow: ['sheet'] } } })

/** Joins class names; of two Tailwind classes for one property the later wins, so a caller can override a component. */
export function cn(...classes: ClassValue[]): string {
  return merge(clsx(classes))
}
