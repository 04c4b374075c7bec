'use client'

import { useQuery } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { Dialog } from 'radix-ui'
import { type KeyboardEvent, useEffect, useId, useState } from 'react'
import { type Command, commandsFor, matchCommands } from '@/components/shell/commands'
import { useFoundCommands } from '@/components/shell/use-found-commands'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { CommandKey } from '@/components/ui/command-key'
import { projectQueries } from '@/lib/queries/projects'

/** Jumps to any page, project, path, tag or deployment, purges, promotes and rolls back; opens by ⌘K or Ctrl K. */
export function CommandMenu({ project }: { project?: string }) {
  const [isOpen, setIsOpen] = useState(false)

  useEffect(() => {
    function toggle(event: globalThis.KeyboardEvent) {
      if (event.key !== 'k' || !(event.metaKey || event.ctrlKey)) return
      event.preventDefault()
      setIsOpen((wasOpen) => !wasOpen)
    }
    window.addEventListener('keydown', toggle)
    return () => window.removeEventListener('keydown', toggle)
  }, [])

  return (
    <Dialog.Root open={isOpen} onOpenChange={setIsOpen}>
      <Dialog.Trigger asChild>
        <Button className="text-muted">
          <Search aria-hidden="true" />
          <span className="hidden sm:inline">Go to</span>
          <span className="sr-only sm:hidden">Go to</span>
          <span className="hidden sm:inline">
            <CommandKey letter="K" />
          </span>
        </Button>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-fade-in bg-overlay" />
        <Dialog.Content
          aria-describedby={undefined}
          className="-translate-x-1/2 fixed top-[12vh] left-1/2 z-50 w-[calc(100vw-32px)] max-w-lg animate-fade-in overflow-hidden rounded-lg border border-line bg-surface shadow-sheet"
        >
          <Dialog.Title className="sr-only">Go to or do something</Dialog.Title>
          <CommandList project={project} onDone={() => setIsOpen(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** More are not shown: another letter narrows them. */
const MOST_COMMANDS = 40

function CommandList({ project, onDone }: { project: string | undefined; onDone: () => void }) {
  const router = useRouter()
  const listId = useId()
  const [query, setQuery] = useState('')
  const [selected, setSelected] = useState(0)
  const { data } = useQuery(projectQueries.list())
  const names = data?.projects.map(({ name }) => name) ?? []
  const { commands: found, isLooking } = useFoundCommands(project, query.trim())
  const matches = matchCommands([...commandsFor(project, names), ...found], query).slice(0, MOST_COMMANDS)

  function go(command: Command | undefined) {
    if (!command) return
    onDone()
    router.push(command.href)
  }

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) setSelected((selected + step + matches.length) % Math.max(1, matches.length))
    else if (event.key === 'Enter') go(matches[selected])
    else return
    event.preventDefault()
  }

  return (
    <>
      <input
        role="combobox"
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={matches.length === 0 ? undefined : `${listId}-${selected}`}
        aria-label="Page, project, path, tag or deployment"
        placeholder={
          project === undefined ? 'Page or project…' : 'Page, path, tag, deployment, or purge, promote, roll back…'
        }
        value={query}
        onChange={(event) => {
          setQuery(event.target.value)
          setSelected(0)
        }}
        onKeyDown={onKeyDown}
        className="h-12 w-full border-line border-b bg-transparent px-4 text-lg outline-none"
      />
      <div id={listId} role="listbox" aria-label="What was found" className="max-h-80 overflow-y-auto p-1.5">
        {matches.map((command, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox holds the focus and handles the keys
          <div
            key={command.href + command.label}
            id={`${listId}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === selected}
            onClick={() => go(command)}
            onPointerMove={() => setSelected(index)}
            className={cn(
              'flex cursor-pointer justify-between gap-3 rounded-md px-2.5 py-2',
              index === selected && 'bg-sunken',
            )}
          >
            <span className="truncate">{command.label}</span>
            <span className="max-w-[45%] shrink-0 truncate text-faint">{command.hint}</span>
          </div>
        ))}
      </div>
      {matches.length === 0 && (
        <p role="status" className="px-4 pb-4 text-muted">
          {isLooking ? 'Looking…' : `Nothing is called “${query}”.`}
        </p>
      )}
    </>
  )
}
