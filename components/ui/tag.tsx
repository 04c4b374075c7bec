import { cn } from '@/components/ui/cn'

/** A cache tag, a host or an id: a name that code knows. */
export function Tag({ children, className }: { children: string; className?: string }) {
  return (
    <span
      title={children}
      className={cn(
        'inline-block max-w-40 truncate rounded-sm bg-sunken px-1.5 align-middle font-mono text-muted text-xs/[18px]',
        className,
      )}
    >
      {children}
    </span>
  )
}
