import { cn } from '@/components/ui/cn'
import { CopyButton } from '@/components/ui/copy-button'

type CommandLineProps = { command: string; className?: string }

/** A shell command, shown whole and ready to copy. */
export function CommandLine({ command, className }: CommandLineProps) {
  return (
    <div className={cn('flex items-start gap-2 rounded-md bg-sunken py-1 pr-1 pl-2.5', className)}>
      <code className="min-w-0 flex-1 whitespace-pre-wrap break-words py-1.5 font-mono text-muted text-sm">
        {command}
      </code>
      <CopyButton text={command} label="Copy command" />
    </div>
  )
}
