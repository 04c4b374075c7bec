import { useEffect, useState } from 'react'

const SAID_MS = 2_000

/** Copies a text, and says so for two seconds. */
export function useCopied(): { readonly isCopied: boolean; copy(text: string): Promise<void> } {
  const [isCopied, setIsCopied] = useState(false)

  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setIsCopied(false), SAID_MS)
    return () => clearTimeout(timer)
  }, [isCopied])

  async function copy(text: string) {
    await navigator.clipboard.writeText(text)
    setIsCopied(true)
  }
  return { isCopied, copy }
}
