import { useRef } from 'react'

/**
 * Handlers for the content of a dialog that opens without a Radix trigger: closing it gives the focus back to whatever had
 * it. Radix by itself gives it to the trigger, and where there is none, to nobody.
 */
export function useFocusReturn() {
  const before = useRef<Element>(null)
  return {
    onOpenAutoFocus: () => {
      before.current = document.activeElement
    },
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault()
      if (before.current instanceof HTMLElement) before.current.focus()
    },
  }
}
