'use client'

import { useQuery } from '@tanstack/react-query'
import { formatOf } from '@/components/format/numbers'
import { NoPurges } from '@/components/purges/journal-view'
import { LAST_PURGES } from '@/components/purges/limits'
import { SelectorTags } from '@/components/purges/selector-text'
import { hrefs } from '@/components/shell/hrefs'
import { Ago } from '@/components/shell/now'
import { panelCommands } from '@/components/shell/panel-commands'
import { CopyAs } from '@/components/ui/copy-as'
import { Link } from '@/components/ui/link'
import { Loaded } from '@/components/ui/loaded'
import { Panel } from '@/components/ui/panel'
import { SkeletonRows } from '@/components/ui/skeleton'
import type { Purge } from '@/lib/contract/purges'
import { purgeQueries } from '@/lib/queries/purges'

/** The newest purges of a project. */
export function LastPurges({ project }: { project: string }) {
  const query = useQuery(purgeQueries.list({ project, limit: LAST_PURGES }))
  return (
    <Panel
      title="Last purges"
      actions={
        <>
          <Link href={hrefs.journal(project)} className="text-muted hover:underline">
            Journal
          </Link>
          <CopyAs commands={() => panelCommands.purges(project)} />
        </>
      }
    >
      <Loaded
        query={query}
        loading={<SkeletonRows count={3} label="Loading purges" />}
        failure="Purges could not be loaded."
      >
        {({ purges }) => (purges.length === 0 ? <NoPurges project={project} /> : <PurgeLines purges={purges} />)}
      </Loaded>
    </Panel>
  )
}

/** Purges, one on a line. */
function PurgeLines({ purges }: { purges: readonly Purge[] }) {
  return (
    <ul>
      {purges.map(({ seq, selectors, mode, undo, actor, entryCount, createdAt }) => (
        <li
          key={seq}
          className="flex min-h-9 flex-wrap items-center gap-x-2.5 border-line border-b px-3.5 py-1.5 last:border-b-0"
        >
          <SelectorTags selectors={selectors} />
          <span>{undo === null ? mode : `${mode}, undone`}</span>
          <span className="text-muted">{formatOf(entryCount, 'entry', 'entries')}</span>
          <span className="ml-auto whitespace-nowrap text-faint">
            {actor} · <Ago at={createdAt} />
          </span>
        </li>
      ))}
    </ul>
  )
}
