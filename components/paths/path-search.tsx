'use client'

import { Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { Input } from '@/components/ui/field'
import { Kbd } from '@/components/ui/kbd'

const TYPING_PAUSE_MS = 200

type PathSearchProps = {
  search: string
  onSearch: (search: string) => void
  label?: string
  placeholder?: string
  /** The arrow key down: on to what was found. */
  onDown?: () => void
}

/**
 * Text filter of the table. `/` focuses it from anywhere on the page; it asks when typing pauses, or at once when the focus
 * leaves it: a change of the address that came later would call off a navigation begun meanwhile.
 */
export function PathSearch({ search, onSearch, onDown, ...texts }: PathSearchProps) {
  const { label = 'Filter paths, routes and tags', placeholder = 'Filter paths, routes, tags…' } = texts
  const input = useRef<HTMLInputElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const [typed, setTyped] = useState<string>()

  useEffect(() => {
    function focusBySlash(event: KeyboardEvent) {
      if (event.key !== '/' || event.metaKey || event.ctrlKey || isTyping(event.target)) return
      event.preventDefault()
      input.current?.focus()
    }
    window.addEventListener('keydown', focusBySlash)
    return () => {
      window.removeEventListener('keydown', focusBySlash)
      clearTimeout(timer.current)
    }
  }, [])

  function ask(text: string) {
    clearTimeout(timer.current)
    onSearch(text)
    setTyped(undefined)
  }

  function type(text: string) {
    setTyped(text)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => ask(text), TYPING_PAUSE_MS)
  }

  return (
    <div className="relative min-w-52 flex-1">
      <Search aria-hidden="true" className="pointer-events-none absolute top-2.5 left-2.5 size-3.5 text-faint" />
      <Input
        ref={input}
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={typed ?? search}
        onChange={({ target }) => type(target.value)}
        onBlur={() => {
          if (typed !== undefined) ask(typed)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') ask(event.currentTarget.value)
          if (event.key === 'ArrowDown' && onDown) {
            event.preventDefault()
            onDown()
          }
          if (event.key === 'Escape') {
            // Browsers empty a search field by themselves, which counts as typing and would be asked once more, later.
            event.preventDefault()
            ask('')
            event.currentTarget.blur()
          }
        }}
        className="pr-8 pl-8"
      />
      <span aria-hidden="true" className="pointer-events-none absolute top-1.5 right-2">
        {(typed ?? search) === '' && <Kbd>/</Kbd>}
      </span>
    </div>
  )
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]')
}
