'use client'

import { Check, ChevronDown, Copy } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { Button } from '@/components/ui/button'
import { Menu, MenuItem } from '@/components/ui/menu'
import { useCopied } from '@/components/ui/use-copied'

export type NamedCommand = { readonly label: string; readonly text: string }

/** The same for a terminal: a menu of commands, each copied by choosing it. `commands` is asked when the menu opens. */
export function CopyAs({ commands }: { commands: () => readonly NamedCommand[] }) {
  const { isCopied, copy } = useCopied()

  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger asChild>
        <Button size="small">
          {isCopied ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
          <span aria-live="polite">{isCopied ? 'Copied' : 'Copy as'}</span>
          <ChevronDown aria-hidden="true" />
        </Button>
      </DropdownMenu.Trigger>
      <Menu align="end">
        <Items commands={commands} onCopy={copy} />
      </Menu>
    </DropdownMenu.Root>
  )
}

type ItemsProps = { commands: () => readonly NamedCommand[]; onCopy: (text: string) => void }

function Items({ commands, onCopy }: ItemsProps) {
  return commands().map(({ label, text }) => (
    <MenuItem key={label} title={text} onSelect={() => onCopy(text)}>
      {label}
    </MenuItem>
  ))
}
