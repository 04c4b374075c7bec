'use client'

import { useQuery } from '@tanstack/react-query'
import { usePathname } from 'next/navigation'
import { formatCount } from '@/components/format/numbers'
import { currentPage, hrefs, PAGE_GROUPS, projectPages } from '@/components/shell/hrefs'
import { cn } from '@/components/ui/cn'
import { Link } from '@/components/ui/link'
import { projectQueries } from '@/lib/queries/projects'

type NavProps = { project: string; onNavigate?: () => void }

/** Links to the pages of a project, in groups. Only a count that every page knows anyway stands beside its name. */
export function Nav({ project, onNavigate }: NavProps) {
  const pages = projectPages(project)
  const current = currentPage(pages, usePathname())
  const { data } = useQuery(projectQueries.list())
  const domainCount = data?.projects.find(({ name }) => name === project)?.domains.length
  return (
    <nav aria-label="Pages of the project" className="flex flex-col gap-0.5">
      {PAGE_GROUPS.map((group) => (
        <div key={group} className="flex flex-col gap-0.5">
          {group !== '' && <p className="mx-2.5 mt-3 mb-1 text-faint text-xs uppercase tracking-wider">{group}</p>}
          {pages
            .filter((page) => page.group === group)
            .map((page) => (
              <Link
                key={page.href}
                href={page.href}
                {...(onNavigate ? { onNavigate } : {})}
                aria-current={page === current ? 'page' : undefined}
                className={cn(
                  'flex justify-between gap-2 rounded-md px-2.5 py-1.5 text-muted hover:bg-sunken hover:text-text',
                  page === current && 'bg-sunken font-medium text-text',
                )}
              >
                {page.label}
                {page.href === hrefs.domains(project) && domainCount !== undefined && (
                  <span className="font-normal text-faint tabular-nums">{formatCount(domainCount)}</span>
                )}
              </Link>
            ))}
        </div>
      ))}
    </nav>
  )
}
