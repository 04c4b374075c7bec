'use client'

import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { commandLine } from '@/components/format/shell'
import { JournalTable } from '@/components/purges/journal-table'
import { JOURNAL_LIMIT } from '@/components/purges/limits'
import { PurgeButton } from '@/components/purges/purge-button'
import { UndoDialog } from '@/components/purges/undo-dialog'
import { Empty } from '@/components/ui/empty'
import { Loaded } from '@/components/ui/loaded'
import { PageHead } from '@/components/ui/page-head'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'
import type { Purge } from '@/lib/contract/purges'
import { purgeQueries } from '@/lib/queries/purges'

/** Who purged what, and how far it reached. */
export function JournalView({ project }: { project: string }) {
  const query = useQuery(purgeQueries.list({ project, limit: JOURNAL_LIMIT }))
  const [undoing, setUndoing] = useState<Purge>()
  return (
    <>
      <PageHead title="Journal" question="who purged what, and when" actions={<PurgeButton project={project} />} />
      <Panel>
        <Loaded
          query={query}
          loading={<SkeletonRows count={8} label="Loading the journal" />}
          failure="The journal could not be loaded."
        >
          {({ purges }) =>
            purges.length === 0 ? <NoPurges project={project} /> : <JournalTable purges={purges} onUndo={setUndoing} />
          }
        </Loaded>
      </Panel>
      <UndoDialog purge={undoing} onClose={() => setUndoing(undefined)} />
    </>
  )
}

/** What stands where no purge was made yet. */
export function NoPurges({ project }: { project: string }) {
  return (
    <Empty
      title="Nothing was purged yet"
      command={commandLine(
        'npx',
        'freshet',
        'purge',
        '--project',
        project,
        '--domain',
        `${project}.localhost`,
        '--path',
        '/',
      )}
    >
      Purge from any row of the paths, from here, or from a terminal.
    </Empty>
  )
}
