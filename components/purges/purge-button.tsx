'use client'

import { useState } from 'react'
import { EMPTY_DRAFT, type PurgeDraft } from '@/components/purges/purge-draft'
import { PurgeSheet } from '@/components/purges/purge-sheet'
import { Button } from '@/components/ui/button'

type PurgeButtonProps = { project: string; draft?: PurgeDraft; tone?: 'plain' | 'primary' }

/** Opens the purge sheet. */
export function PurgeButton({ project, draft = EMPTY_DRAFT, tone = 'plain' }: PurgeButtonProps) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <Button tone={tone} onClick={() => setIsOpen(true)}>
        Purge…
      </Button>
      <PurgeSheet project={project} draft={isOpen ? draft : undefined} onClose={() => setIsOpen(false)} />
    </>
  )
}
