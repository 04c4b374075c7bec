'use client'

import { Check, Copy } from 'lucide-react'
import { Button } from '@/components/ui/button'
import { useCopied } from '@/components/ui/use-copied'

type CopyButtonProps = { text: string; label: string; showLabel?: boolean }

/** Copies a text and says so for two seconds. */
export function CopyButton({ text, label, showLabel = false }: CopyButtonProps) {
  const { isCopied, copy } = useCopied()

  const name = isCopied ? 'Copied' : label
  return (
    <Button
      tone={showLabel ? 'plain' : 'quiet'}
      size={showLabel ? 'small' : 'iconSmall'}
      onClick={() => copy(text)}
      title={name}
    >
      {isCopied ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
      <span aria-live="polite" className={showLabel ? undefined : 'sr-only'}>
        {name}
      </span>
    </Button>
  )
}
