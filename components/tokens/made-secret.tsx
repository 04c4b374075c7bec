'use client'

import { useQuery } from '@tanstack/react-query'
import { tryCommand, tryUrl } from '@/components/tokens/token-commands'
import { CommandLine } from '@/components/ui/command-line'
import type { BypassToken } from '@/lib/contract/bypass-tokens'
import { projectQueries } from '@/lib/queries/projects'

type MadeSecretProps = { secret: string; token: BypassToken; children?: React.ReactNode }

/** A secret, the only time that it is shown, with a request for each of its purposes that can be pasted. */
export function MadeSecret({ secret, token, children }: MadeSecretProps) {
  const { project, purposes, paths } = token
  const { data } = useQuery(projectQueries.list())
  const domains = data?.projects.find(({ name }) => name === project)?.domains ?? []
  const site = (domains.find(({ deployment }) => deployment !== null) ?? domains[0])?.url
  return (
    <div role="status" className="flex flex-col gap-3">
      <p className="font-medium">Copy it now: it is not shown again.</p>
      <CommandLine command={secret} />
      {children}
      {site !== undefined && (
        <>
          <p className="text-muted">Try it:</p>
          {purposes.map((purpose) => (
            <div key={purpose} className="flex flex-col gap-1">
              <span className="text-faint text-sm">{purpose}</span>
              <CommandLine command={tryCommand(purpose, tryUrl(site, paths), secret)} />
            </div>
          ))}
        </>
      )}
    </div>
  )
}
