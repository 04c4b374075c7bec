'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { shownDeployments } from '@/components/deployments/limits'
import type { Command } from '@/components/shell/commands'
import { foundCommands } from '@/components/shell/found-commands'
import { listPathsInput } from '@/lib/contract/paths'
import { listTagsInput } from '@/lib/contract/tags'
import { deploymentQueries } from '@/lib/queries/deployments'
import { pathQueries } from '@/lib/queries/paths'
import { tagQueries } from '@/lib/queries/tags'

const TYPING_PAUSE_MS = 150
const FOUND = 6
/** Words of what is done to what is looked for. */
const VERBS = /^(?:purge|promote|roll back(?: to)?)\s+/i

type FoundCommands = {
  readonly commands: readonly Command[]
  /** More may come. */
  readonly isLooking: boolean
}

/** What the project that is shown has by that name; nothing outside a project or before anything is typed. */
export function useFoundCommands(project: string | undefined, query: string): FoundCommands {
  const wanted = query.replace(VERBS, '')
  const search = useSettled(wanted)
  const isAsked = project !== undefined && search !== ''
  const options = { enabled: isAsked, refetchInterval: false, placeholderData: keepPreviousData, retry: false } as const
  const ask = { project: project ?? 'none', search: search.slice(0, 200), pageSize: FOUND }
  const { data: paths, isFetching: isFetchingPaths } = useQuery({
    ...pathQueries.list(listPathsInput.parse(ask)),
    ...options,
  })
  const { data: tags, isFetching: isFetchingTags } = useQuery({
    ...tagQueries.list(listTagsInput.parse(ask)),
    ...options,
  })
  const { data: list } = useQuery({
    ...deploymentQueries.list(shownDeployments(project ?? 'none')),
    enabled: project !== undefined,
    refetchInterval: false,
  })
  if (project === undefined || query === '') return { commands: [], isLooking: false }
  const isLooking = isAsked && (search !== wanted || isFetchingPaths || isFetchingTags)
  const commands = foundCommands({
    project,
    paths: isAsked ? (paths?.paths ?? []) : [],
    tags: isAsked ? (tags?.tags.map(({ tag }) => tag) ?? []) : [],
    deployments: list?.deployments ?? [],
  })
  return { commands, isLooking }
}

/** The text once it has not changed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), TYPING_PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
