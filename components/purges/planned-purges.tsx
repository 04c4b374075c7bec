'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { formatInstant } from '@/components/format/durations'
import { SelectorTags } from '@/components/purges/selector-text'
import { panelCommands } from '@/components/shell/panel-commands'
import { Button } from '@/components/ui/button'
import { cn } from '@/components/ui/cn'
import { CommandLine } from '@/components/ui/command-line'
import { ConfirmDialog } from '@/components/ui/confirm-dialog'
import { CopyAs } from '@/components/ui/copy-as'
import { Panel } from '@/components/ui/panel'
import { Refusal } from '@/components/ui/refusal'
import { ActionCell, ActionHead, Below, Table, TableBody, Td, Th, Tr, WIDE } from '@/components/ui/table'
import { Tag } from '@/components/ui/tag'
import { endpoints } from '@/lib/contract/endpoints'
import { scopeWords } from '@/lib/contract/purge-words'
import type { ScheduledPurge } from '@/lib/contract/scheduled-purges'
import { commandLine } from '@/lib/contract/shell-words'
import { call } from '@/lib/queries/call'
import { purgeQueries } from '@/lib/queries/purges'

/** Purges to come, and those that came to nothing. Nothing at all while there are none. */
export function PlannedPurges({ scheduled }: { scheduled: readonly ScheduledPurge[] }) {
  const [ending, setEnding] = useState<ScheduledPurge>()
  const [first] = scheduled
  if (first === undefined) return null
  return (
    <Panel title="Planned" className="mb-4" actions={<CopyAs commands={() => panelCommands.planned(first.project)} />}>
      <PlannedTable scheduled={scheduled} onCancel={setEnding} />
      <CancelDialog planned={ending} onClose={() => setEnding(undefined)} />
    </Panel>
  )
}

type PlannedTableProps = { scheduled: readonly ScheduledPurge[]; onCancel: (planned: ScheduledPurge) => void }

/** Soonest first. */
export function PlannedTable({ scheduled, onCancel }: PlannedTableProps) {
  return (
    <Table caption="Purges to come, soonest first">
      <thead>
        <tr>
          <Th>At</Th>
          <Th className={WIDE}>What</Th>
          <Th className={WIDE}>Mode</Th>
          <Th className={WIDE}>Scope</Th>
          <Th>Actor</Th>
          <Th>Reason</Th>
          <Th>State</Th>
          <ActionHead />
        </tr>
      </thead>
      <TableBody>
        {scheduled.map((planned) => (
          <Tr key={planned.id}>
            <Td className="tabular-nums">
              {planned.at.replace('T', ' ').replace(/:\d{2}\.\d+Z$/, ' UTC')}
              <Below>
                <span className={planned.mode === 'delete' ? 'font-medium text-danger' : undefined}>
                  {planned.mode}
                </span>{' '}
                <SelectorTags selectors={planned.selectors} /> <Tag>{scopeWords(planned.scope)}</Tag>
              </Below>
            </Td>
            <Td className={WIDE}>
              <SelectorTags selectors={planned.selectors} />
            </Td>
            <Td className={cn(WIDE, planned.mode === 'delete' && 'font-medium text-danger')}>{planned.mode}</Td>
            <Td className={WIDE}>
              <Tag>{scopeWords(planned.scope)}</Tag>
            </Td>
            <Td className="text-muted">{planned.actor}</Td>
            <Td className="max-w-60 truncate text-muted" title={planned.reason ?? undefined}>
              {planned.reason ?? <span className="text-faint">–</span>}
            </Td>
            <Td
              className={planned.state === 'failed' ? 'max-w-72 truncate text-danger' : 'text-muted'}
              title={planned.message ?? undefined}
            >
              {planned.state === 'failed' ? `came to nothing: ${planned.message}` : planned.state}
            </Td>
            <ActionCell>
              {planned.state === 'waiting' ? (
                <Button
                  size="small"
                  needs="purge"
                  onClick={() => onCancel(planned)}
                  aria-label={`Cancel the purge of ${formatInstant(planned.at)}`}
                >
                  Cancel…
                </Button>
              ) : (
                <span className="text-faint">–</span>
              )}
            </ActionCell>
          </Tr>
        ))}
      </TableBody>
    </Table>
  )
}

function CancelDialog({ planned, onClose }: { planned: ScheduledPurge | undefined; onClose: () => void }) {
  const queryClient = useQueryClient()
  const mutation = useMutation({
    mutationFn: ({ project, id }: ScheduledPurge) => call(endpoints.cancelScheduledPurge, { project, id }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: purgeQueries.all() })
      close()
    },
  })
  /** Reset on closing: what went wrong with one purge does not concern the next. */
  function close() {
    mutation.reset()
    onClose()
  }

  return (
    <ConfirmDialog
      isOpen={planned !== undefined}
      onClose={close}
      title="Cancel a scheduled purge"
      confirmLabel="Cancel the purge"
      isBusy={mutation.isPending}
      onConfirm={() => planned && mutation.mutate(planned)}
    >
      {planned && (
        <>
          <p>
            Nothing is purged at {formatInstant(planned.at)}. <SelectorTags selectors={planned.selectors} />
          </p>
          <CommandLine
            command={commandLine('npx', 'freshet', 'purges', 'cancel', planned.id, '--project', planned.project)}
          />
          {mutation.error && <Refusal>{mutation.error.message}</Refusal>}
        </>
      )}
    </ConfirmDialog>
  )
}
