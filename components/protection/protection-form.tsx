'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Lock, LockOpen } from 'lucide-react'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { CommandLine } from '@/components/ui/command-line'
import { Refusal } from '@/components/ui/refusal'
import { endpoints } from '@/lib/contract/endpoints'
import { type ProjectProtection, type Protection, protection } from '@/lib/contract/protection'
import { commandLine } from '@/lib/contract/shell-words'
import { call } from '@/lib/queries/call'
import { protectionQueries } from '@/lib/queries/protection'

const WORDS: Record<Protection, { readonly label: string; readonly text: string }> = {
  off: { label: 'Off', text: 'Every host is open to everybody. Previews ask search engines not to list them.' },
  standard: {
    label: 'Standard',
    text: 'All hosts except the production domains: preview domains, and the host that each deployment has.',
  },
  all: { label: 'All', text: 'Every host, the production domains too: a site that is not public yet.' },
}

/** Chooses which hosts are protected, and shows what that means for each. */
export function ProtectionForm({ shown }: { shown: ProjectProtection }) {
  const { project } = shown
  const [wanted, setWanted] = useState<Protection>()
  const queryClient = useQueryClient()
  const save = useMutation({
    mutationFn: (choice: Protection) => call(endpoints.setProtection, { project, protection: choice }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: protectionQueries.all() })
      setWanted(undefined)
    },
  })
  const chosen = wanted ?? shown.protection
  const isChanged = chosen !== shown.protection
  return (
    <form
      className="grid gap-4 p-3.5 lg:grid-cols-2"
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate(chosen)
      }}
    >
      <div className="flex flex-col gap-3">
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1.5 text-muted">Visitors who have no access to a host are asked to sign in.</legend>
          {protection.options.map((option) => (
            <label
              key={option}
              className="flex gap-2.5 rounded-md border border-line px-3 py-2 has-checked:border-line-strong has-checked:bg-sunken"
            >
              <input
                type="radio"
                name="protection"
                className="mt-1"
                checked={option === chosen}
                onChange={() => setWanted(option)}
              />
              <span>
                <span className="block font-medium">{WORDS[option].label}</span>
                <span className="block text-muted">{WORDS[option].text}</span>
              </span>
            </label>
          ))}
        </fieldset>
        {save.error && <Refusal>{save.error.message}</Refusal>}
        <div className="flex items-center gap-3">
          <Button type="submit" tone="primary" needs="admin" disabled={!isChanged || save.isPending}>
            {save.isPending ? 'Working…' : 'Save'}
          </Button>
          <p role="status" className="text-muted">
            {save.isSuccess && !isChanged && 'Saved: edges obey within a second.'}
          </p>
        </div>
      </div>
      <Hosts shown={shown} />
      <CommandLine
        className="lg:col-span-2"
        command={commandLine('npx', 'freshet', 'protection', 'set', chosen, '--project', project)}
      />
    </form>
  )
}

function Hosts({ shown: { hosts, deploymentHosts } }: { shown: ProjectProtection }) {
  const rows = [
    ...hosts.map(({ host, environment, isProtected }) => ({ host, of: environment, isProtected })),
    { host: deploymentHosts.pattern, of: 'deployments', isProtected: deploymentHosts.isProtected },
  ]
  return (
    <div className="min-w-0">
      <p className="mb-2 text-muted">As it is now</p>
      <ul className="flex flex-col gap-1.5">
        {rows.map(({ host, of, isProtected }) => {
          const Icon = isProtected ? Lock : LockOpen
          return (
            <li key={host} className="flex items-start gap-2">
              <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-muted" />
              <span className="min-w-0">
                <span className="break-all font-mono text-sm">{host}</span>{' '}
                <span className="text-muted">
                  {of}, {isProtected ? 'protected' : 'open to everybody'}
                </span>
              </span>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
