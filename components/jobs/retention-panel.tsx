'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { formatBytes, formatCount } from '@/components/format/numbers'
import { RetentionDialog } from '@/components/jobs/retention-dialog'
import { panelCommands } from '@/components/shell/panel-commands'
import { Button } from '@/components/ui/button'
import { CommandLine } from '@/components/ui/command-line'
import { CopyAs } from '@/components/ui/copy-as'
import { Loaded } from '@/components/ui/loaded'
import { Panel } from '@/components/ui/panel'
import { Skeleton } from '@/components/ui/skeleton'
import type { Retention } from '@/lib/contract/retention'
import { formatShare } from '@/lib/contract/shares'
import { commandLine } from '@/lib/contract/shell-words'
import { jobQueries } from '@/lib/queries/jobs'

/** What the project keeps of its pages and data cache, and how much it may. */
export function RetentionPanel({ project }: { project: string }) {
  const query = useQuery(jobQueries.retention(project))
  const [isChanging, setIsChanging] = useState(false)
  return (
    <Panel
      title="Kept"
      note="compressed bytes, each version by itself"
      actions={
        <>
          <CopyAs commands={() => panelCommands.retention(project)} />
          <Button size="small" needs="admin" disabled={query.data === undefined} onClick={() => setIsChanging(true)}>
            Change budgets…
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 p-3.5">
        <Loaded query={query} loading={<Skeleton className="h-16" />} failure="What is kept could not be loaded.">
          {(retention) => <RetentionFacts retention={retention} />}
        </Loaded>
        <CommandLine command={commandLine('npx', 'freshet', 'retention', '--project', project)} />
      </div>
      {isChanging && query.data && <RetentionDialog retention={query.data} onClose={() => setIsChanging(false)} />}
    </Panel>
  )
}

/** Versions and values, against their budgets. */
export function RetentionFacts({ retention: { versions, entries, values } }: { retention: Retention }) {
  return (
    <dl className="grid gap-3 sm:grid-cols-3 [&_dt]:text-muted">
      <div>
        <dt>Versions of pages</dt>
        <dd className="tabular-nums">
          {formatCount(versions.count)}, <Share of={versions} />
        </dd>
      </div>
      <div>
        <dt>Of these served</dt>
        <dd className="tabular-nums">
          {formatCount(entries.count)}, {formatBytes(entries.bytes)}
        </dd>
      </div>
      <div>
        <dt>Values of the data cache</dt>
        <dd className="tabular-nums">
          {formatCount(values.count)}, <Share of={values} />
        </dd>
      </div>
    </dl>
  )
}

function Share({ of: { bytes, budgetBytes } }: { of: { readonly bytes: number; readonly budgetBytes: number } }) {
  const isOver = bytes > budgetBytes
  return (
    <>
      {formatBytes(bytes)} of {formatBytes(budgetBytes)}{' '}
      <span className={isOver ? 'font-medium text-danger' : 'text-muted'}>
        ({formatShare(bytes / budgetBytes)}
        {isOver && ', over the budget'})
      </span>
    </>
  )
}
