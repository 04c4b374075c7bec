'use client'

import { usePathname, useSearchParams } from 'next/navigation'
import { useCallback } from 'react'

type ParamChanges = Readonly<Record<string, string | undefined>>

/**
 * The address's parameters, and how to change some of them (`undefined` takes one away) without asking the server for
 * the page again. `push` makes a step that the back button undoes; `replace` does not, for typing.
 */
export function useUrlParams() {
  const params = useSearchParams()
  const pathname = usePathname()

  const change = useCallback(
    (changes: ParamChanges, how: 'push' | 'replace' = 'push') => {
      const next = new URLSearchParams(window.location.search)
      for (const [name, value] of Object.entries(changes)) {
        if (value === undefined || value === '') next.delete(name)
        else next.set(name, value)
      }
      const href = next.size === 0 ? pathname : `${pathname}?${next}`
      if (how === 'push') window.history.pushState(null, '', href)
      else window.history.replaceState(null, '', href)
    },
    [pathname],
  )

  return { params: Object.fromEntries(params), change }
}
