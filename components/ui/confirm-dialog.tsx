'use client'

import { AlertDialog } from 'radix-ui'
import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { useFocusReturn } from '@/components/ui/use-focus-return'

type ConfirmDialogProps = {
  isOpen: boolean
  /** Somebody wants it closed without an answer. */
  onClose: () => void
  title: string
  confirmLabel: string
  tone?: 'primary' | 'danger'
  isBusy?: boolean
  /** Whether what the dialog asks for was given. */
  isReady?: boolean
  onConfirm: () => void
  children: ReactNode
}

/** Asks before something that others will notice. Names what it touches; stays open until the caller closes it. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { isOpen, onClose, title, confirmLabel, tone = 'primary', onConfirm, children } = props
  const { isBusy = false, isReady = true } = props
  const focusReturn = useFocusReturn()
  return (
    <AlertDialog.Root open={isOpen} onOpenChange={(isOpened) => !isOpened && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-40 animate-fade-in bg-overlay" />
        <AlertDialog.Content
          {...focusReturn}
          className="-translate-x-1/2 fixed top-[12vh] left-1/2 z-50 flex max-h-[80vh] w-[calc(100vw-32px)] max-w-lg animate-fade-in flex-col gap-3 overflow-y-auto rounded-lg border border-line bg-surface p-5 shadow-sheet"
        >
          <AlertDialog.Title className="font-semibold text-lg tracking-tight">{title}</AlertDialog.Title>
          <AlertDialog.Description asChild>
            <div className="flex flex-col gap-3 text-muted">{children}</div>
          </AlertDialog.Description>
          <div className="mt-1 flex justify-end gap-2">
            <AlertDialog.Cancel asChild>
              <Button>Cancel</Button>
            </AlertDialog.Cancel>
            <Button tone={tone} onClick={onConfirm} disabled={isBusy || !isReady}>
              {isBusy ? 'Working…' : confirmLabel}
            </Button>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
