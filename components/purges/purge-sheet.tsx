'use client'

import { EMPTY_DRAFT, type PurgeDraft } from '@/components/purges/purge-draft'
import { PurgeForm } from '@/components/purges/purge-form'
import { Sheet } from '@/components/ui/sheet'

type PurgeSheetProps = {
  project: string
  /** What is already said; `undefined` while the sheet is closed. */
  draft: PurgeDraft | undefined
  onClose: () => void
}

/** The purge form at the edge of whatever page it is opened from. */
export function PurgeSheet({ project, draft, onClose }: PurgeSheetProps) {
  return (
    <Sheet
      isOpen={draft !== undefined}
      onClose={onClose}
      title="Purge"
      description="Nothing happens before you confirm."
    >
      <div className="flex flex-1 flex-col px-5 pt-4 pb-5">
        <PurgeForm project={project} initialDraft={draft ?? EMPTY_DRAFT} />
      </div>
    </Sheet>
  )
}
