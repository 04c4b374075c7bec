'use client'

import { useQuery } from '@tanstack/react-query'
import { Check, ChevronsUpDown } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { hrefs } from '@/components/shell/hrefs'
import { Link } from '@/components/ui/link'
import { Menu, MenuItem } from '@/components/ui/menu'
import { projectQueries } from '@/lib/queries/projects'

/** Names the project that is shown, and leads to the others. */
export function ProjectSwitch({ project }: { project: string }) {
  const { data } = useQuery(projectQueries.list())
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className="mb-2.5 flex h-9 w-full items-center justify-between rounded-lg border border-line bg-surface px-2.5 font-medium hover:bg-sunken">
        <span className="truncate">{project}</span>
        <ChevronsUpDown aria-hidden="true" className="size-3.5 text-faint" />
        <span className="sr-only">Switch project</span>
      </DropdownMenu.Trigger>
      <Menu align="start" className="w-[var(--radix-dropdown-menu-trigger-width)]">
        {data?.projects.map(({ name }) => (
          <MenuItem key={name} asChild>
            <Link href={hrefs.overview(name)}>
              <span className="truncate">{name}</span>
              {name === project && <Check aria-hidden="true" className="ml-auto" />}
            </Link>
          </MenuItem>
        ))}
        <DropdownMenu.Separator className="my-1 h-px bg-line" />
        <MenuItem asChild>
          <Link href={hrefs.projects()}>All projects</Link>
        </MenuItem>
      </Menu>
    </DropdownMenu.Root>
  )
}
