'use client'

import { X } from 'lucide-react'
import { Dialog } from 'radix-ui'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { useFocusReturn } from '@/components/ui/use-focus-return'

type SheetProps = {
  isOpen: boolean
  /** Somebody wants it closed, by its button, Escape or beside it. Whoever opened it closes it. */
  onClose: () => void
  title: string
  description: string
  side?: 'left' | 'right'
  children: ReactNode
}

/** A dialog at the edge of the window; the whole window on a phone when it comes from the right. */
export function Sheet({ isOpen, onClose, title, description, side = 'right', children }: SheetProps) {
  const isRight = side === 'right'
  const focusReturn = useFocusReturn()
  return (
    <Dialog.Root open={isOpen} onOpenChange={(isOpened) => !isOpened && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-fade-in bg-overlay" />
        <Dialog.Content
          {...focusReturn}
          className={cn(
            'fixed inset-y-0 z-50 flex flex-col outline-none overflow-y-auto border-line bg-surface shadow-sheet',
            isRight
              ? 'right-0 w-full animate-sheet-in sm:w-[460px] sm:border-l'
              : 'left-0 w-64 animate-fade-in border-r',
          )}
        >
          <div className={cn('flex items-center gap-2', isRight ? 'px-5 pt-4' : 'sr-only')}>
            <Dialog.Title className="font-semibold text-xl tracking-tight">{title}</Dialog.Title>
            <Dialog.Close asChild>
              <Button tone="quiet" size="icon" className="ml-auto" aria-label="Close (Esc)" title="Close (Esc)">
                <X aria-hidden="true" />
              </Button>
            </Dialog.Close>
          </div>
          <Dialog.Description className={isRight ? 'px-5 text-muted' : 'sr-only'}>{description}</Dialog.Description>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
