import { cn } from '@/components/ui/cn'
import { CopyButton } from '@/components/ui/copy-button'

type CommandLineProps = { command: string; className?: string }

/** A shell command, shown whole and ready to copy. */
export function CommandLine({ command, className }: CommandLineProps) {
  return (
    <div className={cn('flex items-start gap-2 rounded-md bg-sunken py-1 pr-1 pl-2.5', className)}>
      <code className="min-w-0 flex-1 py-1.5 font-mono text-muted text-sm">
        {command.split(' ').map((word, index) => (
          // A word of its own box: lines break between arguments, and not after the hyphens of one.
          // biome-ignore lint/suspicious/noArrayIndexKey: words may repeat, and the order is all they have
          <span key={index}>
            {index > 0 && ' '}
            <span className="inline-block max-w-full whitespace-pre-wrap break-words align-top">{word}</span>
          </span>
        ))}
      </code>
      <CopyButton text={command} label="Copy command" />
    </div>
  )
}
