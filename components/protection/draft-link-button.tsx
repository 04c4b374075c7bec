'use client'

import { useState } from 'react'
import { DraftLinkSheet } from '@/components/protection/draft-link-sheet'
import { Button } from '@/components/ui/button'

/** Opens the sheet that makes a draft link for this page. */
export function DraftLinkButton({ url }: { url: string }) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <Button needs="deploy" onClick={() => setIsOpen(true)}>
        Draft link…
      </Button>
      <DraftLinkSheet url={url} isOpen={isOpen} onClose={() => setIsOpen(false)} />
    </>
  )
}
