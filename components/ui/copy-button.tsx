'use client'

import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from '@/components/ui/button'

type CopyButtonProps = { text: string; label: string; showLabel?: boolean }

/** Copies a text and says so for two seconds. */
export function CopyButton({ text, label, showLabel = false }: CopyButtonProps) {
  const [isCopied, setIsCopied] = useState(false)

  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setIsCopied(false), 2_000)
    return () => clearTimeout(timer)
  }, [isCopied])

  async function copy() {
    await navigator.clipboard.writeText(text)
    setIsCopied(true)
  }

  const name = isCopied ? 'Copied' : label
  return (
    <Button tone={showLabel ? 'plain' : 'quiet'} size={showLabel ? 'small' : 'iconSmall'} onClick={copy} title={name}>
      {isCopied ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
      <span aria-live="polite" className={showLabel ? undefined : 'sr-only'}>
        {name}
      </span>
    </Button>
  )
}
